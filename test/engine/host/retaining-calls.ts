/** Measures the memory that some functions retain, in a thread whose heap holds nothing else, and posts the bytes per call. */
import { parentPort } from 'node:worker_threads';
import { measureRetained } from '../../../src/engine/host/measure-retained.ts';

const CALLS = 50;

async function retained(call: () => unknown): Promise<number[]> {
  return measureRetained(async () => {
    for (let index = 0; index < CALLS; index++) await Promise.resolve(call());
  }, CALLS);
}

const cache = new Map<number, number[]>();
let at = 0;
const numbers: number[][] = [];
const buffers: Uint8Array[] = [];

parentPort?.postMessage({
  garbage: await retained(() => Array.from({ length: 1_000 }, (_, index) => ({ index }))),
  filledOnce: await retained(() => {
    const key = at++ % 10;
    cache.set(key, cache.get(key) ?? Array.from({ length: 10_000 }, () => key + 0.5));
  }),
  // 20,000 doubles of 8 bytes each, compared with which the heap's own bookkeeping is negligible.
  growingList: await retained(() => numbers.push(Array.from({ length: 20_000 }, () => 0.5))),
  growingBuffers: await retained(() => buffers.push(new Uint8Array(100_000))),
});
