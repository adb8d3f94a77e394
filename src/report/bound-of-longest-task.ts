import type { TaskTimes } from '../model/measurement.ts';
import type { ParallelResult } from '../model/report.ts';

/**
 * Returns the speedup that no number of workers exceeds, because one item takes as long as a worker needs for it: the time
 * of all items over that of the longest. `null` if it is not known, or if a strategy was faster beyond its noise, which
 * shows that the item took long by accident.
 */
export function boundOfLongestTask(tasks: TaskTimes | null, results: readonly ParallelResult[]): number | null {
  if (!tasks || !(tasks.maxMs > 0)) return null;
  const bound = tasks.sumMs / tasks.maxMs;
  return results.every(({ speedup }) => speedup.ci95[0] <= bound) ? bound : null;
}
