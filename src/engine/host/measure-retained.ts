import { getHeapStatistics } from 'node:v8';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { nowMs } from '../../multiprocessing/clock.ts';

const STEPS = 3;
/** Duration of one step if calls are short: enough calls to detect a small leak. */
const STEP_MS = 40;
/** Compiled code, inline caches and the heap's own bookkeeping vary by less than this. */
const NOISE_BYTES = 64 * 1024;

/**
 * Measures how much memory calls retain after garbage collection. Runs a full collection before and after each of three
 * steps. A step before them fills caches that are filled only once. Call it after all other measurements.
 *
 * @param run runs through `calls` calls once
 * @returns bytes per call for each step; 0 if not distinguishable from noise
 */
export async function measureRetained(run: () => Promise<unknown>, calls: number): Promise<number[]> {
  // Setting the flag after start-up works for contexts that are created later.
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const startedMs = nowMs();
  await run();
  const repeats = Math.max(1, Math.floor(STEP_MS / Math.max(nowMs() - startedMs, 0.01)));
  const bytesPerCall: number[] = [];
  let before = await heldBytes(collect);
  for (let step = 0; step < STEPS; step++) {
    for (let repeat = 0; repeat < repeats; repeat++) await run();
    const after = await heldBytes(collect);
    const grown = after - before;
    bytesPerCall.push(grown > NOISE_BYTES ? grown / (repeats * calls) : 0);
    before = after;
  }
  return bytesPerCall;
}

/** Returns the bytes in use on the heap and, for buffers, outside it. */
async function heldBytes(collect: () => void): Promise<number> {
  collect();
  // Objects held by a finalizer or a resolved promise become collectable one turn later.
  await setImmediate();
  collect();
  const { used_heap_size: heapBytes, external_memory: externalBytes } = getHeapStatistics();
  return heapBytes + externalBytes;
}
