import type { PoolModel } from '../../model/report.ts';
import { EarliestFirst } from './earliest-first.ts';
import type { TaskPattern } from './task-pattern.ts';

export type PoolCosts = Pick<
  PoolModel,
  'mainPerMessageMs' | 'mainPerItemMs' | 'workerPerMessageMs' | 'workerPerItemMs' | 'latencyMs' | 'prefetch'
>;

/** Result of a simulated pass. */
export interface SimulatedPass {
  wallMs: number;
  /** Longest time that one worker spent executing. */
  maxBusyMs: number;
  sumBusyMs: number;
  mainBusyMs: number;
}

/** With more chunks than this the pool is in a steady state, and the rest is extrapolated in proportion. */
const MOST_CHUNKS = 10_000;

/**
 * Simulates one pass of a warm pool, event by event: the main thread sends chunks and receives results in order of
 * arrival, each worker executes one chunk at a time, and a worker has at most 1 + prefetch chunks.
 *
 * @param executionFactor time of a task in a worker over its time in the serial run
 * @param mostChunks maximum number of chunks to simulate before extrapolating
 */
export function simulatePool(
  tasks: TaskPattern,
  workers: number,
  chunkSize: number,
  costs: PoolCosts,
  executionFactor: number,
  mostChunks = MOST_CHUNKS,
): SimulatedPass {
  const chunks = Math.ceil(tasks.items / chunkSize);
  const simulated = Math.min(chunks, Math.max(mostChunks, 4 * workers));
  const stretch = chunks / simulated;
  const arrivals = new EarliestFirst();
  const workerFreeMs = new Float64Array(workers);
  const busyMs = new Float64Array(workers);
  const messageHalfMs = costs.mainPerMessageMs / 2;
  const itemHalfMs = costs.mainPerItemMs / 2;
  const sizes = new Float64Array(workers * (1 + costs.prefetch));
  let mainFreeMs = 0;
  let mainBusyMs = 0;
  let sent = 0;
  let endMs = 0;

  const occupyMain = (readyMs: number, items: number): void => {
    const cost = messageHalfMs + itemHalfMs * items;
    mainFreeMs = Math.max(mainFreeMs, readyMs) + cost;
    mainBusyMs += cost;
  };
  const send = (slot: number, readyMs: number): void => {
    // When only some chunks are simulated, each is the mean of its neighbours, so that totals and trends are kept.
    const first = sent * stretch * chunkSize;
    const end = Math.min(tasks.items, first + stretch * chunkSize);
    const items = (end - first) / stretch;
    sent++;
    occupyMain(readyMs, items);
    const worker = slot % workers;
    const executeMs = (tasks.sumMs(first, end) / stretch) * executionFactor;
    const startMs = Math.max(workerFreeMs[worker] ?? 0, mainFreeMs + costs.latencyMs);
    const doneMs = startMs + executeMs + costs.workerPerMessageMs + costs.workerPerItemMs * items;
    workerFreeMs[worker] = doneMs;
    busyMs[worker] = (busyMs[worker] ?? 0) + executeMs;
    sizes[slot] = items;
    arrivals.push(doneMs + costs.latencyMs, slot);
  };

  for (let slot = 0; slot < sizes.length && sent < simulated; slot++) send(slot, 0);
  while (arrivals.size > 0) {
    const { time, value: slot } = arrivals.pop();
    occupyMain(time, sizes[slot] ?? 0);
    endMs = mainFreeMs;
    if (sent < simulated) send(slot, time);
  }
  const sumBusyMs = busyMs.reduce((total, ms) => total + ms, 0);
  const maxBusyMs = Math.max(0, ...busyMs);
  // The time until the first worker finds no chunk left grows with the chunks; the end does not.
  const fullMs = Math.min(endMs, ...workerFreeMs);
  const meanBusyMs = sumBusyMs / workers;
  return {
    wallMs: fullMs * stretch + (endMs - fullMs),
    maxBusyMs: meanBusyMs * stretch + (maxBusyMs - meanBusyMs),
    sumBusyMs: sumBusyMs * stretch,
    mainBusyMs: mainBusyMs * stretch,
  };
}
