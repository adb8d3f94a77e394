import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { nowMs } from '../../multiprocessing/clock.ts';

const STEPS = 3;
/** One step, where calls are short: enough of them to see a small leak. */
const STEP_MS = 40;
/** Compiled code, inline caches and the heap's own bookkeeping come and go by less than this. */
const NOISE_BYTES = 64 * 1024;

/**
 * How much memory calls leave behind that no garbage collection frees: a full collection before and after each of three
 * steps, and a step before them that fills what is filled only once. To be called when nothing is measured any more.
 *
 * @param run one time through `calls` calls
 * @returns bytes per call, for each step; 0 for what is no more than noise
 */
export async function measureRetained(run: () => Promise<unknown>, calls: number): Promise<number[]> {
  // Works also after the start, for contexts made from now on.
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

/** On the heap and, for buffers, outside it. */
async function heldBytes(collect: () => void): Promise<number> {
  collect();
  // Objects held by a finalizer or a resolved promise become free one turn later.
  await setImmediate();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
