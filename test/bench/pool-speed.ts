import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Pool } from '../../src/multiprocessing/index.ts';
import type { Bench, Claims } from './bench.ts';
import { ourPool, peers, workers, type Contender } from './pool-contenders.ts';
import { fibonacci, noop, sum } from './workers/tasks.mjs';

/** The first is not counted: everybody's code is compiled in it. */
const rounds = 8;
const mapItems = 100_000;
const singles = 20_000;
const numbers = Array.from({ length: mapItems }, (_, index) => index);
const few = numbers.slice(0, singles);

/** The pool against the pools of others and against CPython's, all in the same rounds. */
export const poolSpeed: Bench = {
  name: 'pool',
  about: 'the pool against tinypool, piscina, poolifier, workerpool and CPython',
  cases: [
    { name: 'against-peers', about: 'throughput, short and long tasks, large arrays', run: againstPeers },
    { name: 'startup', about: 'start-up', run: startup },
    { name: 'memory', about: 'memory', run: memory },
  ],
};

async function againstPeers(claims: Claims): Promise<void> {
  const threads = ourPool('threads');
  const processes = ourPool('processes');
  const others = peers.map((start) => start());
  try {
    await throughput(claims, threads, processes, others);
    await shortTasks(claims, threads);
    await longTasks(claims, threads, others);
    await largeArrays(claims, threads);
  } finally {
    const stopped = Promise.all([threads.terminate(), processes.terminate(), ...others.map((other) => other.stop())]);
    // Not every pool ends when it is asked to.
    await Promise.race([stopped, sleep(3000)]);
  }
}

async function throughput(claims: Claims, threads: Pool, processes: Pool, others: Contender[]): Promise<void> {
  const python = measurePython();
  const rates = new Rates();
  for (let round = 0; round < rounds; round++) {
    for (const [kind, pool] of [
      ['threads', threads],
      ['processes', processes],
    ] as const) {
      // The best of three, as CPython's own measurement below.
      await rates.time(`${kind} map`, mapItems, () => pool.map(noop, numbers), 3);
      await rates.time(`${kind} one at a time`, singles, () => Promise.all(few.map((x) => pool.applyAsync(noop, [x]))));
      await rates.time(`${kind} chunkSize 1`, singles, () => pool.map(noop, few, { chunkSize: 1 }));
    }
    for (const { name, single } of others) {
      await rates.time(name, singles, () => Promise.all(few.map((x) => single('noop', x))));
    }
    if (python !== null) {
      const { map, chunkOne } = python();
      rates.add('CPython map', mapItems / map);
      rates.add('CPython chunksize 1', singles / chunkOne);
    }
  }
  rates.print();
  const peer = others.map(({ name }) => name).sort((a, b) => rates.median(b) - rates.median(a))[0] ?? '';
  const against = (claim: string, ours: string, theirs: string, least: number): void => {
    const ratio = rates.ratio(ours, theirs);
    claims.check(`${claim}: at least ${least} times ${theirs}`, ratio.toFixed(2), ratio >= least);
  };
  against('map of a no-op', 'threads map', peer, 150);
  if (python !== null) against('map of plain numbers', 'threads map', 'CPython map', 3);
  against('one task at a time, threads', 'threads one at a time', peer, 5);
  against('one task at a time, processes', 'processes one at a time', peer, 3);
  against('one message per task', 'threads chunkSize 1', peer, 2);
}

/** CPython's times in ms, measured afresh at each call; `null` without a python3. */
function measurePython(): (() => { map: number; chunkOne: number }) | null {
  const script = fileURLToPath(new URL('./workers/pool_speed.py', import.meta.url));
  const measure = (): { map: number; chunkOne: number } =>
    JSON.parse(
      execFileSync('python3', [script, String(workers), String(mapItems), String(singles)], { encoding: 'utf8' }),
    ) as { map: number; chunkOne: number };
  try {
    measure();
    return measure;
  } catch (error) {
    console.log(`  without CPython: ${(error as Error).message}`);
    return null;
  }
}

async function shortTasks(claims: Claims, threads: Pool): Promise<void> {
  const items = Array.from({ length: 20_000 }, () => 15);
  const rates = new Rates();
  for (let round = 0; round < rounds; round++) {
    await rates.time('serial', items.length, () => items.map(fibonacci));
    await rates.time('map', items.length, () => threads.map(fibonacci, items));
  }
  const speedup = rates.ratio('map', 'serial');
  claims.check('tasks of about 10 us: speedup over 1.7 with default options', speedup.toFixed(2), speedup > 1.7);
}

async function longTasks(claims: Claims, threads: Pool, others: Contender[]): Promise<void> {
  const items = Array.from({ length: 200 }, () => 25);
  const rates = new Rates();
  for (let round = 0; round < rounds; round++) {
    await rates.time('ours', items.length, () => threads.map(fibonacci, items, { chunkSize: 1 }));
    await rates.time('ours, default chunks', items.length, () => threads.map(fibonacci, items));
    for (const { name, single } of others) {
      await rates.time(name, items.length, () => Promise.all(items.map((x) => single('fibonacci', x))));
    }
  }
  rates.print();
  const best = Math.max(...others.map(({ name }) => rates.best(name)));
  const ratio = rates.best('ours') / best;
  claims.check('200 x fibonacci(25): within 2 % of the best contender', ratio.toFixed(3), ratio >= 0.98);
}

async function largeArrays(claims: Claims, threads: Pool): Promise<void> {
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

async function startup(claims: Claims): Promise<void> {
  const rates = new Rates();
  for (let round = 0; round < rounds; round++) {
    const ours = {
      name: 'ours',
      start: (): Contender => {
        const pool = ourPool('threads');
        return { name: 'ours', single: (task, x) => pool.apply(task, [x]), stop: () => pool.terminate() };
      },
    };
    for (const start of [ours.start, ...peers]) {
      const startedMs = performance.now();
      const contender = start();
      const first = Promise.all([contender.single('noop', 1), contender.single('noop', 2)]);
      // One of the others now and then never answers right after its start.
      const answered = await Promise.race([first.then(() => true), sleep(5000, false)]);
      rates.add(contender.name, answered ? 1 / (performance.now() - startedMs) : 0);
      await Promise.race([contender.stop(), sleep(3000)]);
    }
  }
  const names = ['tinypool', 'piscina', 'poolifier', 'workerpool'];
  for (const name of ['ours', ...names])
    console.log(`    start-up of ${name}: ${(1 / rates.median(name)).toFixed(1)} ms`);
  const fastest = names.sort((a, b) => rates.median(b) - rates.median(a))[0] ?? '';
  const ratio = rates.ratio('ours', fastest);
  claims.check(`start-up of 2 workers to first results: not above ${fastest}`, ratio.toFixed(2), ratio >= 1);
}

async function memory(claims: Claims): Promise<void> {
  const count = Number(process.env['POOL_BENCH_ITEMS'] ?? 1_000_000);
  await using pool = ourPool('threads');
  function* input(): Generator<number> {
    for (let index = 0; index < count; index++) yield index;
  }
  let most = 0;
  let seen = 0;
  for await (const value of pool.imap(noop, input(), { chunkSize: 1000 })) {
    seen++;
    if (value % 50_000 !== 0) continue;
    most = Math.max(most, process.memoryUsage().heapUsed);
  }
  const mostMb = most / 2 ** 20;
  claims.check(`imap over ${count} items: heap below 64 MB`, `${mostMb.toFixed(0)} MB`, seen === count && mostMb < 64);
}

/** Rates per contender and round. */
class Rates {
  readonly #all = new Map<string, number[]>();
  readonly #warm = new Set<string>();

  add(name: string, rate: number): void {
    const list = this.#all.get(name) ?? [];
    if (this.#warm.has(name)) list.push(rate);
    this.#warm.add(name);
    this.#all.set(name, list);
  }

  /** @param times how often, of which the best counts */
  async time(name: string, count: number, run: () => unknown, times = 1): Promise<void> {
    let bestMs = Infinity;
    for (let time = 0; time < times; time++) {
      const startedMs = performance.now();
      await run();
      bestMs = Math.min(bestMs, performance.now() - startedMs);
    }
    this.add(name, count / bestMs);
  }

  median(name: string): number {
    const sorted = [...(this.#all.get(name) ?? [])].sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? NaN;
  }

  best(name: string): number {
    return Math.max(...(this.#all.get(name) ?? []));
  }

  /** Median of the ratios of the same round: drift of the machine hits both alike. */
  ratio(a: string, b: string): number {
    const others = this.#all.get(b) ?? [];
    const ratios = (this.#all.get(a) ?? []).map((rate, round) => rate / (others[round] ?? NaN)).sort((x, y) => x - y);
    return ratios[Math.floor(ratios.length / 2)] ?? NaN;
  }

  print(): void {
    for (const name of this.#all.keys())
      console.log(`    ${name.padEnd(26)} ${this.median(name).toFixed(1)} tasks per ms`);
  }
}
