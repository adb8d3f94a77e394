/** What the pool sends at a time unless told otherwise: ceil(items / (4 x workers)), as CPython's Pool.map does. */
export function defaultChunkSize(items: number, workers: number): number {
  return Math.max(1, Math.ceil(items / (4 * workers)));
}
