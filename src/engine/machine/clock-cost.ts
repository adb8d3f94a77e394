const BATCHES = 5;
const READINGS = 400;
/** A step may take longer than the readings; a clock that the user's code has stopped has none. */
const MOST_READINGS = 100_000;

/**
 * Time that measuring a task adds to it, in ms: one clock reading, or one clock step where steps are coarser. The mean time
 * from one value that the clock shows to the next, of the batch that was disturbed least; 0 where it stands still.
 */
export function clockCostMs(): number {
  return Math.min(...Array.from({ length: BATCHES }, meanStepMs));
}

function meanStepMs(): number {
  const startedMs = performance.now();
  let nowMs = startedMs;
  let steps = 0;
  for (let reading = 0; reading < READINGS || (steps === 0 && reading < MOST_READINGS); reading++) {
    const before = nowMs;
    nowMs = performance.now();
    if (nowMs > before) steps++;
  }
  return (nowMs - startedMs) / Math.max(1, steps);
}
