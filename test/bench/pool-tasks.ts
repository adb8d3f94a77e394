import type { Pool } from '../../src/multiprocessing/index.ts';
import type { Claims } from './bench.ts';
import type { Contender } from './pool-contenders.ts';
import { Rates } from './rates.ts';
import { fibonacci, sum } from './workers/tasks.mjs';

/** The first is not counted. */
const rounds = 8;

export async function shortTasks(claims: Claims, threads: Pool): Promise<void> {
  const items = Array.from({ length: 20_000 }, () => 15);
  const rates = new Rates();
  for (let round = 0; round < rounds; round++) {
    await rates.time('serial', items.length, () => items.map(fibonacci));
    await rates.time('map', items.length, () => threads.map(fibonacci, items));
  }
  const speedup = rates.ratio('map', 'serial');
  claims.check('tasks of about 10 us: speedup over 1.7 with default options', speedup.toFixed(2), speedup > 1.7);
}

export async function longTasks(claims: Claims, threads: Pool, others: Contender[]): Promise<void> {
  const items = Array.from({ length: 200 }, () => 25);
  const rates = new Rates();
  for (let round = 0; round < 2 * rounds; round++) {
    await rates.time('ours', items.length, () => threads.map(fibonacci, items, { chunkSize: 1 }));
    await rates.time('ours, default chunks', items.length, () => threads.map(fibonacci, items));
    for (const { name, single } of others) {
      await rates.time(name, items.length, () => Promise.all(items.map((x) => single('fibonacci', x))));
    }
  }
  rates.print();
  const best = others.map(({ name }) => name).sort((a, b) => rates.median(b) - rates.median(a))[0] ?? '';
  const ratio = rates.ratio('ours', best);
  claims.check(`200 x fibonacci(25): within 2 % of the best contender, ${best}`, ratio.toFixed(3), ratio >= 0.98);
}

export async function largeArrays(claims: Claims, threads: Pool): Promise<void> {
  const rates = new Rates();
  for (let round = 0; round < rounds; round++) {
    const make = (): Float64Array[] => Array.from({ length: 4 }, () => new Float64Array(2 ** 20).fill(1));
    const copied = make();
    const moved = make();
    await rates.time('copied', 4, () => threads.map(sum, copied));
    await rates.time('moved', 4, () =>
      threads.map(sum, moved, { transfer: moved.map(({ buffer }) => buffer) as ArrayBuffer[] }),
    );
    if (moved.some(({ byteLength }) => byteLength > 0)) throw new Error('The arrays were not moved.');
  }
  const ratio = rates.ratio('moved', 'copied');
  claims.check('arrays of 8 MB, moved against copied: faster', ratio.toFixed(2), ratio > 1);
}
