import { setTimeout } from 'node:timers/promises';
import { isMain, Pool } from 'parallel-profiler';
import { estimatePi } from '../src/monte-carlo.ts';
import { range } from '../src/range.ts';

/** Waits for something outside: I/O-bound. */
export async function fetchPage(page: number): Promise<string> {
  return setTimeout(250, `page ${page}`);
}

async function secondsFor(work: () => Promise<unknown>): Promise<string> {
  const start = performance.now();
  await work();
  return `${((performance.now() - start) / 1000).toFixed(2)} s`;
}

async function oneByOne<T>(work: (item: number) => T, items: number[]): Promise<void> {
  for (const item of items) await work(item);
}

// The CPU-bound column cannot shrink below its share of the cores; the I/O-bound one can, and needs no worker for it.
if (isMain) {
  const items = range(8);
  await using threads = new Pool(import.meta.url, { processes: 4, kind: 'threads' });
  await using processes = new Pool(import.meta.url, { processes: 4, kind: 'processes' });
  await Promise.all([threads.ready(), processes.ready()]);
  console.table({
    serial: {
      'CPU-bound': await secondsFor(() => oneByOne(estimatePi, items)),
      'I/O-bound': await secondsFor(() => oneByOne(fetchPage, items)),
    },
    promises: {
      'CPU-bound': await secondsFor(() => Promise.all(items.map(estimatePi))),
      'I/O-bound': await secondsFor(() => Promise.all(items.map(fetchPage))),
    },
    threads: {
      'CPU-bound': await secondsFor(() => threads.map(estimatePi, items)),
      'I/O-bound': await secondsFor(() => threads.map(fetchPage, items)),
    },
    processes: {
      'CPU-bound': await secondsFor(() => processes.map(estimatePi, items)),
      'I/O-bound': await secondsFor(() => processes.map(fetchPage, items)),
    },
  });
}
