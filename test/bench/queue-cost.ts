import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { median } from '../../src/math/median.ts';
import type { Report } from '../../src/model/report.ts';
import { BullMQExecutor } from '../../src/multiprocessing/bullmq/index.ts';
import { ProcessPoolExecutor } from '../../src/multiprocessing/index.ts';
import { predictFarm } from '../../src/report/prediction/predict-farm.ts';
import { FarmWorker } from '../multiprocessing/bullmq/farm-worker.ts';
import { noRedis, RedisServer } from '../multiprocessing/bullmq/redis-server.ts';
import * as tasks from '../multiprocessing/bullmq/tasks.ts';
import type { Bench, Claims } from './bench.ts';

const module = new URL('../multiprocessing/bullmq/tasks.ts', import.meta.url);
const rounds = 7;
const jobs = 100;

/** A queue with one worker of two processes on this machine against a pool of two processes, in turns. */
export const queueCost: Bench = {
  name: 'queue',
  about: 'BullMQExecutor with a worker of two processes against ProcessPoolExecutor with two, in turns',
  cases: [
    { name: 'jobs', about: 'what a job costs, and how long it must be', run: jobCost },
    { name: 'prediction', about: 'the speedup of a farm of two processes, predicted and measured', run: predicted },
  ],
};

async function jobCost(claims: Claims): Promise<void> {
  if (noRedis !== null) {
    console.log(`  Skipped: ${noRedis}.`);
    return;
  }
  await using redis = await RedisServer.start(false);
  await using worker = await FarmWorker.start(['--redis', redis.url, '--concurrency', '2']);
  console.log(`  ${worker.log.trim()}`);
  await using queue = new BullMQExecutor(module, { redis: redis.url, root: join(import.meta.dirname, '../..') });
  await using pool = new ProcessPoolExecutor(module, { maxWorkers: 2 });
  console.log(`  ${availableParallelism()} cores`);
  const small = Array.from({ length: jobs }, (_, i) => i);
  const empty = await inTurns(queue, pool, async (executor) => {
    await exhaust(executor.map(tasks.square, small));
  });
  console.log(
    `  an empty job: ${(empty.queueMs / jobs).toFixed(2)} ms, in the pool ${(empty.poolMs / jobs).toFixed(3)} ms`,
  );
  const bytes = Array.from({ length: 8 }, () => new Uint8Array(1_000_000).fill(7));
  const large = await inTurns(queue, pool, async (executor) => {
    await exhaust(executor.map(tasks.same, bytes));
  });
  console.log(`  there and back: ${((2 * bytes.length * 1000) / large.queueMs).toFixed(0)} MB/s`);
  for (const ms of [5, 20, 50]) {
    const some = small.slice(0, Math.ceil(1000 / ms));
    const lasting = some.map(() => ms);
    const took = await inTurns(queue, pool, async (executor) => {
      await exhaust(executor.map(tasks.burn, some, lasting));
    });
    const share = took.poolMs / took.queueMs;
    const value = `${(100 * share).toFixed(0)}%`;
    if (ms < 50) console.log(`  jobs of ${ms} ms: ${value} of the speed of the pool`);
    else claims.check('jobs of 50 ms reach 70% of the speed of a pool on the same cores', value, share >= 0.7);
  }
}

async function exhaust(results: AsyncIterator<unknown>): Promise<void> {
  while ((await results.next()).done !== true) continue;
}

/** Median times, in ms. */
async function inTurns(
  queue: BullMQExecutor,
  pool: ProcessPoolExecutor,
  run: (executor: Pick<BullMQExecutor, 'map'>) => Promise<void>,
): Promise<{ queueMs: number; poolMs: number }> {
  const times: [queueMs: number[], poolMs: number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    for (const [i, executor] of [queue, pool].entries()) {
      const startedMs = performance.now();
      await run(executor);
      // The first round loads the module.
      if (round > 0) times[i]?.push(performance.now() - startedMs);
    }
  }
  return { queueMs: median(times[0]), poolMs: median(times[1]) };
}

/** Functions to predict: task times in ms, items, and items per job. */
const subjects = [
  { ms: 20, items: 60, chunkSize: 2 },
  { ms: 5, items: 200, chunkSize: 10 },
  { ms: 2, items: 400, chunkSize: 5 },
];

/** Predicts from the serial run and the probe alone, and compares with what the same run measured with the workers. */
async function predicted(claims: Claims): Promise<void> {
  if (noRedis !== null) {
    console.log(`  Skipped: ${noRedis}.`);
    return;
  }
  await using redis = await RedisServer.start(false);
  const root = join(import.meta.dirname, '../..');
  await using worker = await FarmWorker.start(['--redis', redis.url, '--concurrency', '2']);
  console.log(`  ${worker.log.trim()}`);
  for (const { ms, items, chunkSize } of subjects) {
    const args = [
      ...['run', 'test/multiprocessing/bullmq/tasks.ts#burn', '--inputs', `range(${items}).map((i) => [i, ${ms}])`],
      ...['--spread', '--strategies', 'serial,bullmq', '--redis', redis.url, '--chunk-size', String(chunkSize)],
      ...['--workers', '2', '--budget', '15', '--format', 'json', '--no-wait'],
    ];
    const { stdout } = await promisify(execFile)(process.execPath, [join(root, 'dist/cli.mjs'), ...args], {
      cwd: root,
      maxBuffer: 1e9,
    });
    const report = JSON.parse(stdout) as Report;
    const measured = report.strategies.find(({ name }) => name === 'bullmq');
    const probe = report.farm?.probe;
    if (!measured || !probe) throw new Error('The queue was not measured.');
    const serialOnly = { ...report, strategies: report.strategies.filter(({ name }) => name === 'serial') };
    const farm = { machines: 1, cores: 2, items, chunkSize };
    const point = predictFarm(serialOnly, { probe, isLocal: true }, farm);
    const error = (point?.speedup ?? 0) / measured.speedup.value - 1;
    const interval = point ? ` (${point.low.toFixed(2)} to ${point.high.toFixed(2)})` : '';
    const value = `${point?.speedup.toFixed(2) ?? 'none'}x${interval} for ${measured.speedup.value.toFixed(2)}x, ${(100 * error).toFixed(1)}%`;
    const use = measured.kind === 'pool' ? measured.queue : undefined;
    const costs = [
      probe.workerPerJobMs.value,
      use?.costMs ?? 0,
      probe.callerPerJobMs,
      probe.redisPerJobMs ?? 0,
      probe.workerCpuPerJobMs,
    ];
    console.log(
      `  ms of a job: ${costs.map((cost) => cost.toFixed(2)).join(', ')} (probed for a worker, measured, caller, Redis, program)`,
    );
    claims.check(`jobs of ${ms * chunkSize} ms: within 15% of the measured farm`, value, Math.abs(error) <= 0.15);
  }
}
