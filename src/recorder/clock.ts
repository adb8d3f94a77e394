import { performance } from 'node:perf_hooks';
import { hrtime } from 'node:process';

/** Kept because test tools replace `performance.now` with their own clock. */
const now = performance.now.bind(performance);
// A thread may lose its core between the two readings, which makes the origin too early, so the latest one is used.
const originMs = Math.max(...Array.from({ length: 5 }, () => Number(hrtime.bigint()) / 1e6 - now()));

/** Start of this process, or of this worker thread, on the clock of `nowMs`. */
export const bornMs = originMs;

/** Returns CLOCK_MONOTONIC in milliseconds, comparable across all threads and processes of one machine. */
export function nowMs(): number {
  return originMs + now();
}
