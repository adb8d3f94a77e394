import { hrtime } from 'node:process';
import { performance } from 'node:perf_hooks';

/**
 * Number of readings. A thread may lose its core between the two clocks, which makes the origin too early, so the
 * latest origin is used.
 */
const readings = 5;

/** Kept because test tools replace `performance.now` with their own clock. */
const now = performance.now.bind(performance);

// performance.now() reads the same clock as hrtime but is several times cheaper; only its origin differs per thread.
const originMs = Math.max(...Array.from({ length: readings }, () => Number(hrtime.bigint()) / 1e6 - now()));

/** Returns CLOCK_MONOTONIC in milliseconds, comparable across all threads and processes of one machine. */
export function nowMs(): number {
  return originMs + now();
}
