import type { InFlight } from '../../model/measurement.ts';

/** As many as a chart has room for. */
const MOST_INTERVALS = 120;

/**
 * Counts the promises in flight over a pass, as the mean in each of equal intervals.
 * @param startedMs when each call began
 * @param endedMs when its promise settled
 */
export function countInFlight(startedMs: Float64Array, endedMs: Float64Array): InFlight {
  let from = Infinity;
  let to = -Infinity;
  for (const ms of startedMs) from = Math.min(from, ms);
  for (const ms of endedMs) to = Math.max(to, ms);
  if (!(to > from)) return { intervalMs: 0, counts: [] };
  const intervalMs = (to - from) / MOST_INTERVALS;
  // Each call adds its share of the first and the last interval, and one to those between, as a running sum.
  const partial = new Float64Array(MOST_INTERVALS);
  const steps = new Float64Array(MOST_INTERVALS + 1);
  for (let item = 0; item < startedMs.length; item++) {
    const start = Math.max(0, ((startedMs[item] ?? from) - from) / intervalMs);
    const end = Math.min(MOST_INTERVALS, ((endedMs[item] ?? from) - from) / intervalMs);
    const first = Math.min(MOST_INTERVALS - 1, Math.floor(start));
    const last = Math.min(MOST_INTERVALS - 1, Math.floor(end));
    if (first === last) partial[first] = (partial[first] ?? 0) + end - start;
    else {
      partial[first] = (partial[first] ?? 0) + first + 1 - start;
      partial[last] = (partial[last] ?? 0) + end - last;
      steps[first + 1] = (steps[first + 1] ?? 0) + 1;
      steps[last] = (steps[last] ?? 0) - 1;
    }
  }
  let whole = 0;
  const counts = Array.from(partial, (share, index) => {
    whole += steps[index] ?? 0;
    return Math.round((whole + share) * 1000) / 1000;
  });
  return { intervalMs, counts };
}
