import { hrtime } from 'node:process';
import { performance } from 'node:perf_hooks';

// performance.now() reads the same clock as hrtime but is several times cheaper; only its origin differs per thread.
const originMs = Number(hrtime.bigint()) / 1e6 - performance.now();

/** CLOCK_MONOTONIC in milliseconds: comparable across all threads and processes of one machine. */
export function nowMs(): number {
  return originMs + performance.now();
}
