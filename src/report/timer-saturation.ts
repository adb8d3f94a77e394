import type { TaskTimes } from '../model/measurement.ts';

/** In a task shorter than this many clock readings, the clock accounts for more than a tenth of the time. */
const READINGS = 10;

/**
 * Returns whether the times of single tasks consist largely of clock overhead (called timer saturation in tinybench).
 * `clockMs` is the time that timing adds to each; if unknown, the result is false.
 */
export function isTimerSaturated({ p50Ms }: Pick<TaskTimes, 'p50Ms'>, clockMs: number | undefined): boolean {
  return clockMs !== undefined && p50Ms < READINGS * clockMs;
}
