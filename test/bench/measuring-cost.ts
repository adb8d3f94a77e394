import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CoreSampler } from '../../src/engine/machine/core-sampler.ts';
import type { ChunkRecord } from '../../src/multiprocessing/pool/observer.ts';
import { Pool } from '../../src/multiprocessing/index.ts';
import { median } from '../../src/math/median.ts';
import { profileSource, programs } from '../profile/profile-source.ts';
import type { Bench, Claims } from './bench.ts';
import { fiveFunctions } from './five-functions.ts';

const { threadWorker, processWorker } = programs;
/** Those that a pool takes. */
const workerPrograms = { threadWorker, processWorker };

interface Subject {
  module: string;
  name: string;
  items: number[];
  workers: number;
}

/** Cost of observing: the observer on and off, the sampler, and the size of a large run's report. */
export const measuringCost: Bench = {
  name: 'measuring-cost',
  about: 'what the instrumentation, the sampler and a million tasks cost',
  cases: [
    { name: 'long', about: 'observing tasks of 1 ms', run: (claims) => instrumentation(claims, 1_000, 300, 0.01) },
    { name: 'short', about: 'observing tasks of 50 us', run: (claims) => instrumentation(claims, 50, 6_000, 0.05) },
    { name: 'garbage', about: 'observing tasks that allocate', run: garbage },
    { name: 'sampler', about: 'sampling the cores', run: sampler },
    { name: 'million', about: 'a run of 1,000,000 tasks', run: millionTasks },
  ],
};

/** Rounds that take some milliseconds, to see how many make a microsecond. */
const TRIAL = 1_000_000;
/** Fresh sets of workers, and in each the blocks of pairs that do not count and those that do. */
const SETS = 3;
const WARM_BLOCKS = 2;
const BLOCKS = 14;
const BLOCK_MS = 1_000;

async function instrumentation(claims: Claims, taskUs: number, tasks: number, most: number): Promise<void> {
  const module = writeModule(
    // Iterations, not time: a task that watches the clock would hide what is added to it.
    'export function spin(rounds) { let x = rounds; for (let i = 0; i < rounds; i++) x = (x * 1103515245 + 12345) % 2147483648; return x; }',
  );
  const { spin } = (await import(module)) as { spin: (rounds: number) => number };
  for (let warm = 0; warm < 5; warm++) spin(TRIAL);
  const startedMs = performance.now();
  spin(TRIAL);
  const roundsPerUs = TRIAL / (1_000 * (performance.now() - startedMs));
  const items = Array.from({ length: tasks }, () => Math.round(taskUs * roundsPerUs));
  await compare(claims, { module, name: 'spin', items, workers: 2 }, most);
}

/**
 * The collector is watched too, so that functions which keep it busy must not pay for that. By one worker: with one on each
 * core, it is luck whom the collector's own threads hold up, and pairs differ by several times what is asked for. Of shorter
 * passes than these the engine times only those that it does not observe.
 */
async function garbage(claims: Claims): Promise<void> {
  const subject = fiveFunctions.find(({ name }) => name === 'countWords');
  if (!subject) throw new Error('expected countWords among the five functions');
  const items = Array.from({ length: 40 }, (_, index) => index + 1);
  await compare(claims, { module: writeModule(subject.source), name: subject.name, items, workers: 1 }, 0.01);
}

function writeModule(source: string): string {
  const module = join(mkdtempSync(join(tmpdir(), 'cost-')), 'subject.mjs');
  writeFileSync(module, source);
  return module;
}

/**
 * Passes over the same items by turns with and without observation, in the same workers: from one set of workers to the next
 * the machine code differs by more than what is asked for. Blocks of them are summed up before they are compared, because a
 * single pass has a collection of garbage or has none.
 */
async function compare(claims: Claims, { module, name, items, workers }: Subject, most: number): Promise<void> {
  const records: ChunkRecord[] = [];
  const ratios: number[] = [];
  for (let set = 0; set < SETS; set++) {
    let observed = false;
    const observer = { recording: () => observed, chunk: (record: ChunkRecord) => records.push(record) };
    await using pool = new Pool(module, { processes: workers, programs: workerPrograms, observer });
    await pool.ready();
    for (let block = 0; block < WARM_BLOCKS + BLOCKS; block++) {
      const spentMs = { observed: 0, plain: 0 };
      for (let turn = 0; spentMs.observed + spentMs.plain < BLOCK_MS; turn++) {
        for (observed of [turn % 2 === 0, turn % 2 !== 0])
          spentMs[observed ? 'observed' : 'plain'] += await pass(pool, name, items);
      }
      if (block >= WARM_BLOCKS) ratios.push(spentMs.observed / spentMs.plain);
    }
  }
  const taskMs = records
    .slice(-4)
    .map((record) => ((record.endedMs.at(-1) ?? 0) - (record.startedMs[0] ?? 0)) / record.count);
  const cost = median(ratios) - 1;
  claims.check(
    `observing tasks of ${(1_000 * median(taskMs)).toFixed(0)} us costs under ${100 * most} %`,
    `${(100 * cost).toFixed(2)} %`,
    cost < most,
  );
}

async function pass(pool: Pool, name: string, items: number[]): Promise<number> {
  const started = performance.now();
  await pool.map(name, items);
  return performance.now() - started;
}

async function sampler(claims: Claims): Promise<void> {
  await sleep(2_000);
  const shares = { off: [] as number[], on: [] as number[] };
  for (let turn = 0; turn < 6; turn++) {
    shares.off.push(await shareOfCore());
    const watcher = new CoreSampler();
    watcher.watch([process.pid]);
    watcher.start();
    shares.on.push(await shareOfCore());
    watcher.stop();
  }
  const share = median(shares.on) - median(shares.off);
  claims.check('the sampler takes under 0.5 % of a core', `${(100 * share).toFixed(2)} %`, share < 0.005);
}

/** Of an otherwise idle process, over three seconds. */
async function shareOfCore(): Promise<number> {
  const before = process.cpuUsage();
  const startedMs = performance.now();
  await sleep(3_000);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000 / (performance.now() - startedMs);
}

async function millionTasks(claims: Claims): Promise<void> {
  const { report } = await profileSource('export function inc(n: number) { return n + 1; }', 'inc', {
    inputs: 'Array.from({ length: 1_000_000 }, (_, i) => i)',
    settings: { strategies: ['serial', 'threads', 'processes'], budgetSeconds: 10 },
  });
  const bytes = Buffer.byteLength(JSON.stringify(report));
  claims.check(
    'a run of 1,000,000 tasks gives a report under 5 MB',
    `${(bytes / 1e6).toFixed(2)} MB`,
    report.outcome.status === 'completed' && bytes < 5e6,
  );
  const counted = report.strategies
    .filter(({ tasks }) => tasks !== null)
    .every(({ tasks }) => tasks?.count === 1_000_000);
  claims.check('no task is lost from the totals', counted ? 'all there' : 'some missing', counted);
}
