import type { TaskTimes } from '../model/measurement.ts';

/** Of a task shorter than so many readings of the clock, more than a tenth of its time is the clock's. */
const READINGS = 10;

/**
 * Whether the times of single tasks are largely those of the clock (what tinybench calls timer saturation). `clockMs` is what
 * timing adds to each; where it is not known, nothing is said.
 */
export function isTimerSaturated({ p50Ms }: Pick<TaskTimes, 'p50Ms'>, clockMs: number | undefined): boolean {
  return clockMs !== undefined && p50Ms < READINGS * clockMs;
}
