/** Milliseconds of the monotonic clock, the same in every thread and process of one machine (CLOCK_MONOTONIC). */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
