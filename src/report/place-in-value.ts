/**
 * Where in an argument or a result something is. From a run, a path begins with `.` or `[`: `.total` in `the result` is
 * "total in the result". From the source it begins with the parameter's name and stands for itself.
 */
export function placeInValue(whole: string, path: string): string {
  if (path === '' || !/^[.[]/.test(path)) return path || whole;
  return `${path.replace(/^\./, '')} in ${whole.replace(/^The /, 'the ')}`;
}
