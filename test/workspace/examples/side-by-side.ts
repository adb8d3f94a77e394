import { setTimeout } from 'node:timers/promises';
import { isMain, Pool } from 'parallel-profiler';
import { estimatePi } from '../src/monte-carlo.ts';
import { range } from '../src/range.ts';

/** Waits for something outside: I/O-bound. */
export async function fetchPage(page: number): Promise<string> {
  return setTimeout(250, `page ${page}`);
}

/** A promise around a computation does not make it run elsewhere. */
function estimateLater(seed: number): Promise<number> {
  return Promise.resolve(seed).then(estimatePi);
}

// The CPU-bound column cannot shrink below its share of the cores; the I/O-bound one can, and needs no worker for it.
if (isMain) {
  await using threads = new Pool(import.meta.url, { processes: 4, kind: 'threads' });
  await using processes = new Pool(import.meta.url, { processes: 4, kind: 'processes' });
  await Promise.all([threads.ready(), processes.ready()]);

  const seeds = range(32);
  const pages = range(8);
  console.table({
    serial: {
      'CPU-bound': await secondsFor(() => oneByOne(estimatePi, seeds)),
      'I/O-bound': await secondsFor(() => oneByOne(fetchPage, pages)),
    },
    promises: {
      'CPU-bound': await secondsFor(() => Promise.all(seeds.map(estimateLater))),
      'I/O-bound': await secondsFor(() => Promise.all(pages.map(fetchPage))),
    },
    threads: {
      'CPU-bound': await secondsFor(() => threads.map(estimatePi, seeds)),
      'I/O-bound': await secondsFor(() => threads.map(fetchPage, pages)),
    },
    processes: {
      'CPU-bound': await secondsFor(() => processes.map(estimatePi, seeds)),
      'I/O-bound': await secondsFor(() => processes.map(fetchPage, pages)),
    },
  });
}

async function oneByOne(work: (item: number) => unknown, items: number[]): Promise<void> {
  for (const item of items) await work(item);
}

async function secondsFor(work: () => Promise<unknown>): Promise<string> {
  const start = performance.now();
  await work();
  return `${((performance.now() - start) / 1000).toFixed(2)} s`;
}
