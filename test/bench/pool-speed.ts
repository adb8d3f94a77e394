import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Pool } from '../../src/multiprocessing/index.ts';
import type { Bench, Claims } from './bench.ts';
import { bareThreads, ourPool, peers, workers, type Contender } from './pool-contenders.ts';
import { largeArrays, longTasks, shortTasks } from './pool-tasks.ts';
import { Rates } from './rates.ts';
import { noop } from './workers/tasks.mjs';

/** The first is not counted: everybody's code is compiled in it. */
const rounds = 8;
const mapItems = 100_000;
const singles = 20_000;
const numbers = Array.from({ length: mapItems }, (_, index) => index);
const few = numbers.slice(0, singles);
const texts = numbers.map((number) => `item ${number}`);

/** The pool against the pools of others and against CPython's, all in the same rounds. */
export const poolSpeed: Bench = {
  name: 'pool',
  about: 'the pool against tinypool, piscina, poolifier, workerpool and CPython',
  cases: [
    { name: 'throughput', about: 'tasks that do nothing', run: againstPeers(throughput) },
    { name: 'tasks', about: 'short and long tasks, large arrays', run: againstPeers(work) },
    { name: 'startup', about: 'start-up', run: startup },
    { name: 'memory', about: 'memory', run: memory },
  ],
};

interface Pools {
  threads: Pool;
  processes: Pool;
  others: Contender[];
}

function againstPeers(run: (claims: Claims, pools: Pools) => Promise<void>): (claims: Claims) => Promise<void> {
  return async (claims) => {
    const threads = ourPool('threads');
    const processes = ourPool('processes');
    const others = peers.map((start) => start());
    try {
      await run(claims, { threads, processes, others });
    } finally {
      const stopped = Promise.all([threads.terminate(), processes.terminate(), ...others.map((other) => other.stop())]);
      // Not every pool ends when asked to.
      await Promise.race([stopped, sleep(3000)]);
    }
  };
}

async function work(claims: Claims, { threads, others }: Pools): Promise<void> {
  await shortTasks(claims, threads);
  await longTasks(claims, threads, others);
  await largeArrays(claims, threads);
}

async function throughput(claims: Claims, { threads, processes, others }: Pools): Promise<void> {
  const python = measurePython();
  const rates = new Rates();
  for (let round = 0; round < rounds; round++) {
    for (const [kind, pool] of [
      ['threads', threads],
      ['processes', processes],
    ] as const) {
      // The best of three, as CPython's own measurement below.
      await rates.time(`${kind} map`, mapItems, () => pool.map(noop, numbers), 3);
      await rates.time(`${kind} map of text`, mapItems, () => pool.map(noop, texts), 3);
      await rates.time(`${kind} one at a time`, singles, () => Promise.all(few.map((x) => pool.applyAsync(noop, [x]))));
      await rates.time(`${kind} chunkSize 1`, singles, () => pool.map(noop, few, { chunkSize: 1 }));
    }
    for (const { name, single } of others) {
      await rates.time(name, singles, () => Promise.all(few.map((x) => single('noop', x))));
    }
    if (python !== null) {
      const { map, text, chunkOne } = python();
      rates.add('CPython map', mapItems / map);
      rates.add('CPython map of text', mapItems / text);
      rates.add('CPython chunksize 1', singles / chunkOne);
    }
  }
  rates.print();
  const peer = others.map(({ name }) => name).sort((a, b) => rates.median(b) - rates.median(a))[0] ?? '';
  const against = (claim: string, ours: string, theirs: string, least: number): void => {
    const ratio = rates.ratio(ours, theirs);
    claims.check(`${claim}: at least ${least} times ${theirs}`, ratio.toFixed(2), ratio >= least);
  };
  against('map of a no-op', 'threads map', peer, 400);
  if (python !== null) {
    against('map of plain numbers', 'threads map', 'CPython map', 4);
    against('map of text', 'threads map of text', 'CPython map of text', 2.5);
  }
  against('one task at a time, threads', 'threads one at a time', peer, 5);
  against('one task at a time, processes', 'processes one at a time', peer, 3);
  against('one message per task', 'threads chunkSize 1', peer, 2);
}

/** In ms. */
interface PythonTimes {
  map: number;
  text: number;
  chunkOne: number;
}

/** CPython's times, measured afresh at each call; `null` without a python3. */
function measurePython(): (() => PythonTimes) | null {
  const script = fileURLToPath(new URL('./workers/pool_speed.py', import.meta.url));
  const measure = (): PythonTimes =>
    JSON.parse(
      execFileSync('python3', [script, String(workers), String(mapItems), String(singles)], { encoding: 'utf8' }),
    ) as PythonTimes;
  try {
    measure();
    return measure;
  } catch (error) {
    console.log(`  without CPython: ${(error as Error).message}`);
    return null;
  }
}

async function startup(claims: Claims): Promise<void> {
  const rates = new Rates();
  const ours = (): Contender => {
    const pool = ourPool('threads');
    return { name: 'ours', single: (task, x) => pool.apply(task, [x]), stop: () => pool.terminate() };
  };
  const starts = [ours, bareThreads, ...peers];
  for (let round = 0; round < 4 * starts.length; round++) {
    // Each comes after each of the others: what the one before leaves to be cleared away costs the next.
    const first = starts.shift();
    if (first !== undefined) starts.push(first);
    for (const start of starts) {
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
  for (const name of ['ours', 'bare threads', ...names])
    console.log(`    start-up of ${name}: ${(1 / rates.median(name)).toFixed(1)} ms`);
  const fastest = names.sort((a, b) => rates.median(b) - rates.median(a))[0] ?? '';
  const against = (name: string, most: number): void => {
    const share = 1 / rates.ratio('ours', name);
    claims.check(`start-up of 2 workers to first results: at most ${most} of ${name}`, share.toFixed(2), share <= most);
  };
  against(fastest, 1.05);
  against('bare threads', 1.1);
}

async function memory(claims: Claims): Promise<void> {
  const count = Number(process.env['POOL_BENCH_ITEMS'] ?? 10_000_000);
  await using pool = ourPool('threads');
  function* input(): Generator<number> {
    for (let index = 0; index < count; index++) yield index;
  }
  const collect = collector();
  const heapMb: number[] = [];
  let seen = 0;
  for await (const value of pool.imap(noop, input(), { chunkSize: 1000 })) {
    if (value !== seen++) throw new Error(`Expected ${seen - 1}, found ${String(value)}.`);
    if (seen % (count / 10) !== 0) continue;
    collect();
    heapMb.push(process.memoryUsage().heapUsed / 2 ** 20);
  }
  const grewMb = Math.max(...heapMb) - (heapMb[0] ?? NaN);
  const value = `${heapMb[0]?.toFixed(0)} MB after a tenth, ${grewMb.toFixed(1)} MB more at most after that`;
  claims.check(`imap over ${count} items: what the heap keeps stays flat`, value, seen === count && grewMb < 4);
}

/** Collects garbage: else the heap tells when V8 felt like it. */
function collector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}
