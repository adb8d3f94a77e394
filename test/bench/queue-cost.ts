import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { median } from '../../src/math/median.ts';
import { BullMQExecutor } from '../../src/multiprocessing/bullmq/index.ts';
import { ProcessPoolExecutor } from '../../src/multiprocessing/index.ts';
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
  cases: [{ name: 'jobs', about: 'what a job costs, and how long it must be', run: jobCost }],
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
