/** Returns the name of a file, by a path of any platform. */
export function fileName(path: string): string {
  return path.replace(/^.*[\\/]/, '') || path;
}
