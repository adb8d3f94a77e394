import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CoreSampler } from '../../src/engine/core-sampler.ts';
import type { ChunkRecord } from '../../src/multiprocessing/observer.ts';
import { Pool } from '../../src/multiprocessing/index.ts';
import { profileSource, programs } from '../profile/profile-source.ts';
import type { Bench, Claims } from './bench.ts';

/** What looking costs: the observer on against off, the sampler, and the size of a large run's report. */
export const measuringCost: Bench = {
  name: 'measuring-cost',
  about: 'what the instrumentation, the sampler and a million tasks cost',
  cases: [
    { name: 'long', about: 'observing tasks of 1 ms', run: (claims) => instrumentation(claims, 1_000, 300, 0.01) },
    { name: 'short', about: 'observing tasks of 50 us', run: (claims) => instrumentation(claims, 50, 6_000, 0.05) },
    { name: 'sampler', about: 'sampling the cores', run: sampler },
    { name: 'million', about: 'a run of 1,000,000 tasks', run: millionTasks },
  ],
};

/** Paired passes over the same items in two pools, one observed. */
async function instrumentation(claims: Claims, taskUs: number, tasks: number, most: number): Promise<void> {
  const module = join(mkdtempSync(join(tmpdir(), 'cost-')), 'spin.mjs');
  // Iterations, not time: a task that watches the clock would hide what is added to it.
  writeFileSync(
    module,
    'export function spin(rounds) { let x = rounds; for (let i = 0; i < rounds; i++) x = (x * 1103515245 + 12345) % 2147483648; return x; }',
  );
  const items = Array.from({ length: tasks }, () => Math.round(taskUs * 170));
  const records: ChunkRecord[] = [];
  const options = { processes: 2, programs };
  await using plain = new Pool(module, options);
  await using observed = new Pool(module, { ...options, observer: { chunk: (record) => records.push(record) } });
  await Promise.all([plain.ready(), observed.ready()]);
  const ratios: number[] = [];
  for (let round = 0; round < 24; round++) {
    const first = round % 2 === 0 ? plain : observed;
    const second = first === plain ? observed : plain;
    const [a, b] = [await pass(first, items), await pass(second, items)];
    if (round >= 4) ratios.push(first === plain ? b / a : a / b);
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

async function pass(pool: Pool, items: number[]): Promise<number> {
  const started = performance.now();
  await pool.map('spin', items);
  return performance.now() - started;
}

async function sampler(claims: Claims): Promise<void> {
  const watcher = new CoreSampler();
  watcher.watch([process.pid]);
  watcher.start();
  const before = process.cpuUsage();
  const started = performance.now();
  await sleep(10_000);
  const used = process.cpuUsage(before);
  const share = (used.user + used.system) / 1_000 / (performance.now() - started);
  watcher.stop();
  claims.check('the sampler takes under 0.5 % of a core', `${(100 * share).toFixed(2)} %`, share < 0.005);
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

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
