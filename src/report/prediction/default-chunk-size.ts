/** The pool's default chunk size: ceil(items / (4 x workers)), as in CPython's Pool.map. */
export function defaultChunkSize(items: number, workers: number): number {
  return Math.max(1, Math.ceil(items / (4 * workers)));
}
