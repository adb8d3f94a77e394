// `npm run soak`: pools under random kills, aborts, timeouts and mixed calls until the time is over. Every task has to end
// with its right value or with an error that its call allows, and nothing may be left running.
// `npm run soak -- --seconds 300 --seed 7` repeats the choices of seed 7 (not the timing of the machine) for five minutes.
import { parseArgs } from 'node:util';
import {
  Lock,
  Pool,
  Process,
  ProcessPoolExecutor,
  Queue,
  ThreadPoolExecutor,
  Value,
  type PoolOptions,
} from '../../src/multiprocessing/index.ts';
import { livingChildren } from '../multiprocessing/processes-left.ts';
import { randomCall, stuckCall } from './calls.ts';
import { Ledger } from './ledger.ts';
import { Random } from './random.ts';
import { countUp, putAll, valueOf, work, type Item } from './tasks.ts';

const { values: asked } = parseArgs({
  options: { seconds: { type: 'string', default: '120' }, seed: { type: 'string', default: '1' } },
});
const seconds = Number(asked.seconds);
const seed = Number(asked.seed);
if (!(seconds > 0) || !Number.isInteger(seed)) {
  console.error(`Expected --seconds above 0 and a whole --seed, found ${asked.seconds} and ${asked.seed}.`);
  process.exit(2);
}

/** An episode whose calls have not settled after so long hangs. */
const patienceMs = 180_000;
const tasks = new URL('./tasks.ts', import.meta.url);
const random = new Random(seed);
const ledger = new Ledger();
const episodes = new Map<string, number>();
let kills = 0;

type Episode = (kind: 'threads' | 'processes') => Promise<void>;

const repertoire: readonly { name: string; weight: number; run: Episode }[] = [
  { name: 'mixed calls', weight: 6, run: (kind) => mixedCalls(kind, false) },
  { name: 'mixed calls, workers killed', weight: 4, run: (kind) => mixedCalls(kind, true) },
  { name: 'stuck calls beside others', weight: 2, run: stuckCalls },
  { name: 'executor', weight: 2, run: executor },
  { name: 'closed early', weight: 1, run: closedEarly },
  { name: 'terminated early', weight: 1, run: terminatedEarly },
  { name: 'shared objects in pools', weight: 1, run: sharedInPools },
  { name: 'shared objects in children', weight: 1, run: sharedInChildren },
];
const deck = repertoire.flatMap((episode) => Array.from({ length: episode.weight }, () => episode));

const began = performance.now();
const childrenBefore = new Set(livingChildren());
process.on('unhandledRejection', (reason) => ledger.fault(`unhandled rejection: ${String(reason)}`));
while (performance.now() - began < seconds * 1000 && ledger.faults.length === 0) {
  const { name, run } = random.pick(deck);
  const kind = random.pick(['threads', 'processes'] as const);
  const label = `${name}, ${kind}`;
  episodes.set(label, (episodes.get(label) ?? 0) + 1);
  await inTime(label, run(kind));
}
const left = await childrenLeft();
report();

/** Fails the soak if an episode hangs; what it waited for is still open in the ledger. */
async function inTime(label: string, episode: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      const open = [...ledger.open.values()].map(({ what }) => what).join(', ');
      ledger.fault(`${label}: not over after ${patienceMs / 1000} s; open: ${open || 'no call'}`);
      resolve();
    }, patienceMs);
  });
  await Promise.race([
    episode.catch((error: unknown) =>
      ledger.fault(`${label}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`),
    ),
    late,
  ]);
  clearTimeout(timer);
}

function newPool(kind: 'threads' | 'processes', options: PoolOptions = {}): Pool {
  const recycled = random.chance(0.2) ? { maxTasksPerChild: random.below(20) + 1 } : {};
  return new Pool(tasks, { kind, processes: random.below(3) + 1, ...recycled, ...options });
}

async function mixedCalls(kind: 'threads' | 'processes', killed: boolean): Promise<void> {
  const pool = newPool(kind);
  // Killed while they load, workers fail every call: that is rarer than this episode is for.
  if (killed && random.chance(0.9)) await pool.ready();
  const killer = killed && kind === 'processes' ? setInterval(killOne, 40 + random.below(100)) : undefined;
  for (let wave = random.below(4) + 1; wave > 0; wave--) {
    await Promise.all(
      Array.from({ length: random.below(10) + 1 }, () => randomCall(pool, ledger, random, { kills: killed })),
    );
  }
  clearInterval(killer);
  await usable(pool);
  if (random.chance(0.5)) {
    pool.close();
    await pool.join();
  } else await pool.terminate();
}

function killOne(): void {
  const mine = livingChildren().filter((pid) => !childrenBefore.has(pid));
  if (mine.length === 0) return;
  try {
    process.kill(random.pick(mine), 'SIGKILL');
    kills++;
  } catch {
    // It ended by itself in the meantime.
    return;
  }
}

async function stuckCalls(kind: 'threads' | 'processes'): Promise<void> {
  const pool = newPool(kind);
  const calls = Array.from({ length: random.below(3) + 1 }, () => stuckCall(pool, ledger, random));
  for (let i = random.below(4); i > 0; i--) calls.push(randomCall(pool, ledger, random, { kills: false }));
  await Promise.all(calls);
  await usable(pool);
  await pool.terminate();
}

/** After whatever happened, a pool that is still open computes. */
async function usable(pool: Pool): Promise<void> {
  const item: Item = { id: random.below(1000), behaviour: 'plain', ms: 0 };
  const key = ledger.begin('a call afterwards', 1);
  // A worker that was killed a moment ago may take this one along.
  const losses = ['WorkerLostError', 'WorkerStartError'];
  for (let attempt = 0; attempt < 5; attempt++) {
    const value = await pool.apply(work, [item]).catch((error: unknown) => error);
    if (value === valueOf(item.id)) {
      ledger.right++;
      ledger.end(key);
      return;
    }
    if (!(value instanceof Error) || !losses.includes(value.name)) {
      ledger.fault(`a call afterwards: ${String(value)}`);
      return;
    }
  }
  ledger.fault('a call afterwards: lost five times');
}

async function closedEarly(kind: 'threads' | 'processes'): Promise<void> {
  const pool = newPool(kind);
  const calls = Array.from({ length: random.below(8) + 1 }, () => randomCall(pool, ledger, random, { kills: false }));
  pool.close();
  await pool.join();
  await Promise.all(calls);
}

async function terminatedEarly(kind: 'threads' | 'processes'): Promise<void> {
  const pool = newPool(kind);
  const items = Array.from({ length: random.below(50) + 1 }, (_, id): Item => ({ id, behaviour: 'sleep', ms: 5 }));
  const key = ledger.begin('apply before terminate', items.length);
  const calls = items.map((item) => pool.apply(work, [item]));
  const settled = Promise.allSettled(calls);
  await new Promise((resolve) => setTimeout(resolve, random.below(120)));
  await pool.terminate();
  for (const [index, outcome] of (await settled).entries()) {
    if (outcome.status === 'fulfilled' && outcome.value === valueOf(index)) ledger.right++;
    else if (outcome.status === 'rejected' && (outcome.reason as Error).name === 'PoolClosedError')
      ledger.allow('PoolClosedError', 1);
    else ledger.fault(`apply before terminate: ${JSON.stringify(outcome)}`);
  }
  ledger.end(key);
}

async function executor(kind: 'threads' | 'processes'): Promise<void> {
  const Executor = kind === 'threads' ? ThreadPoolExecutor : ProcessPoolExecutor;
  const pool = new Executor(tasks, { maxWorkers: random.below(3) + 1 });
  for (let wave = 0; wave < 6; wave++) {
    const count = random.below(30);
    const items = Array.from({ length: count }, (_, id): Item => {
      const slow = id === 0 || random.chance(0.05);
      return { id, behaviour: slow ? 'sleep' : 'plain', ms: slow ? random.below(50) : 0 };
    });
    const bufferSize = random.chance(0.7) ? { bufferSize: random.below(10) + 1 } : {};
    const key = ledger.begin(`executor.map of ${count} ${JSON.stringify(bufferSize)}`, count);
    const seen: number[] = [];
    for await (const value of pool.map(work, items, bufferSize)) seen.push(value);
    if (seen.length === count && seen.every((value, id) => value === valueOf(id))) ledger.right += count;
    else ledger.fault(`executor.map of ${count} ${JSON.stringify(bufferSize)}: ${seen.join(' ')}`);
    ledger.end(key);
    const submitted = ledger.begin('executor.submit', count);
    const futures = items.map((item) => pool.submit(work, item));
    const cancelled = random.chance(0.3) ? futures.filter((future) => future.cancel()).length : 0;
    const outcomes = await Promise.allSettled(futures.map((future) => future.result()));
    const right = outcomes.filter((one, id) => one.status === 'fulfilled' && one.value === valueOf(id)).length;
    if (right + cancelled !== count)
      ledger.fault(`executor.submit: ${right} right, ${cancelled} cancelled of ${count}`);
    else {
      ledger.right += right;
      if (cancelled > 0) ledger.allow('CancelledError', cancelled);
    }
    ledger.end(submitted);
  }
  await pool.shutdown();
}

async function sharedInPools(kind: 'threads' | 'processes'): Promise<void> {
  const pool = newPool(kind, { processes: 2 });
  const lock = new Lock();
  const value = new Value('i', 0);
  const times = random.below(30) + 1;
  const callers = random.below(4) + 1;
  const key = ledger.begin('counting under a lock', times * callers);
  await Promise.all(Array.from({ length: callers }, () => pool.apply(countUp, [lock, value, times])));
  if (value.value === times * callers) ledger.right += times * callers;
  else ledger.fault(`counting under a lock: ${value.value} of ${times * callers}`);
  ledger.end(key);
  await pool.terminate();
}

async function sharedInChildren(kind: 'threads' | 'processes'): Promise<void> {
  const queue = new Queue<number>(random.below(10) + 1);
  const producers = random.below(3) + 1;
  const ids = Array.from({ length: random.below(60) + 1 }, (_, id) => id);
  const key = ledger.begin('a queue between children', producers * ids.length);
  const children = Array.from({ length: producers }, () => {
    const child = new Process(tasks, { target: putAll, args: [queue, ids], kind });
    child.start();
    return child;
  });
  const counts = new Map<number, number>();
  for (let i = 0; i < producers * ids.length; i++) {
    const id = await queue.get(30_000);
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  for (const child of children) await child.join();
  const codes = children.map(({ exitCode }) => exitCode);
  if (codes.some((code) => code !== 0) || ids.some((id) => counts.get(id) !== producers))
    ledger.fault(`a queue between children: exit codes ${codes.join(' ')}`);
  else ledger.right += producers * ids.length;
  ledger.end(key);
}

/** Children that are still there a moment after the last pool has ended. */
async function childrenLeft(): Promise<number> {
  for (let waited = 0; waited < 3000; waited += 100) {
    if (livingChildren().every((pid) => childrenBefore.has(pid))) return 0;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return livingChildren().filter((pid) => !childrenBefore.has(pid)).length;
}

function report(): void {
  const took = ((performance.now() - began) / 1000).toFixed(0);
  const total = [...episodes.values()].reduce((sum, count) => sum + count, 0);
  console.log(`soak: ${total} episodes in ${took} s, seed ${seed}, Node ${process.versions.node}`);
  for (const [label, count] of [...episodes].sort()) console.log(`  ${String(count).padStart(5)}  ${label}`);
  console.log(`${ledger.submitted} tasks submitted`);
  console.log(`  ${ledger.right} with the right result`);
  for (const [name, count] of [...ledger.expectedErrors].sort())
    console.log(`  ${count} with ${name}, as the call allows`);
  console.log(`  ${ledger.unread} unread because the reader left early`);
  console.log(`  ${ledger.unaccounted} unaccounted`);
  console.log(`${kills} workers killed from outside; ${left} processes left running`);
  for (const text of ledger.faults) console.log(`FAULT ${text}`);
  process.exit(ledger.faults.length === 0 && ledger.unaccounted === 0 && left === 0 ? 0 : 1);
}
