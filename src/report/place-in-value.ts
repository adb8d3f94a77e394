/**
 * Describes a position in an argument or a result. From a run, a path begins with `.` or `[`: `.total` in `the result`
 * is "total in the result". From the source it begins with the parameter's name and is complete.
 */
export function placeInValue(whole: string, path: string): string {
  if (path === '' || !/^[.[]/.test(path)) return path || whole;
  return `${path.replace(/^\./, '')} in ${whole.replace(/^The /, 'the ')}`;
}
