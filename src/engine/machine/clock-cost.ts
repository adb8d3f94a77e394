const BATCHES = 5;
const READINGS = 400;
/** Upper limit for a clock whose steps are longer than all readings, or that the user's code has stopped. */
const MOST_READINGS = 100_000;

/**
 * Returns the time that timing a task adds to it, in ms: one clock reading, or one clock step if steps are coarser. It
 * is the mean time between two clock values in the least disturbed batch; 0 if the clock has stopped.
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
