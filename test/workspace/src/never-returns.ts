/**
 * Counts for ever. No message reaches a thread that never comes back, so cancelling has to kill the process it runs in:
 * profile this and press Cancel, or Ctrl+C.
 *
 * @inputs [1, 2, 3]
 */
export function neverReturns(step: number): number {
  let count = 0;
  while (Number.isFinite(count)) count = (count + step) % 1_000_000;
  return count;
}
