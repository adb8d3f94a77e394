/**
 * Returns the number of items from which a pool is faster despite its start-up: S / (t1 - tW), rounded up.
 *
 * @param startupMs S, time from creating the pool until every worker is ready
 * @param serialItemMs t1, wall time per item of the serial run
 * @param parallelItemMs tW, wall time per item in the pool
 * @returns `null` if the pool is not faster per item
 */
export function breakEvenItems(startupMs: number, serialItemMs: number, parallelItemMs: number): number | null {
  const gainMs = serialItemMs - parallelItemMs;
  if (!(gainMs > 0)) return null;
  return Math.ceil(startupMs / gainMs);
}
