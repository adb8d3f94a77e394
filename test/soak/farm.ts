// `npm run soak`, its last part: two workers of a queue and Redis are killed at random until the time is over. Each call has
// to end with its value, and a poisoned one with its error.
// `node test/soak/farm.ts --seconds 300 --seed 7` repeats the choices of seed 7 (not the timing of the machine).
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { BullMQExecutor, PoisonedJobError } from '../../src/multiprocessing/bullmq/index.ts';
import { FarmWorker } from '../multiprocessing/bullmq/farm-worker.ts';
import { noRedis, RedisServer } from '../multiprocessing/bullmq/redis-server.ts';
import * as tasks from '../multiprocessing/bullmq/tasks.ts';
import { Random } from './random.ts';

const { values: asked } = parseArgs({
  options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string', default: '1' } },
});
if (noRedis !== null) {
  console.log(`Skipped: ${noRedis}.`);
  process.exit();
}
const random = new Random(Number(asked.seed));
const module = new URL('../multiprocessing/bullmq/tasks.ts', import.meta.url);
const endMs = performance.now() + Number(asked.seconds) * 1000;
/** A call that has not ended so long after the last kill is lost. */
const patienceMs = 120_000;
/** Each kill may hit a job, which must not count as poisoned. */
const runs = 1000;

await using redis = await RedisServer.start();
const start = (): Promise<FarmWorker> =>
  FarmWorker.start(['--redis', redis.url, '--concurrency', '2', '--lost-after', '1']);
const workers = await Promise.all([start(), start()]);
await using executor = new BullMQExecutor(module, { redis: redis.url, root: join(import.meta.dirname, '../..'), runs });
await using strict = new BullMQExecutor(module, {
  redis: redis.url,
  root: join(import.meta.dirname, '../..'),
  runs: 1,
});
const faults: string[] = [];
const counts = { calls: 0, workers: 0, redis: 0, poisoned: 0 };

const killing = (async (): Promise<void> => {
  while (performance.now() < endMs) {
    await sleep(500 + random.below(2500));
    if (random.below(3) === 0) {
      await redis.kill();
      await sleep(random.below(1000));
      await redis.start();
      counts.redis++;
    } else {
      const index = random.below(workers.length);
      await workers[index]?.end('SIGKILL');
      workers[index] = await start();
      counts.workers++;
    }
  }
})();

while (performance.now() < endMs) {
  const items = Array.from({ length: 1 + random.below(40) }, (_, i) => i);
  const poisoned = random.below(4) === 0 ? strict.submit(tasks.die) : null;
  const futures = items.map((item) => executor.submit(tasks.slow, item, random.below(60)));
  for (const [item, future] of futures.entries()) {
    const value = await future.result(patienceMs).catch((error: unknown) => String(error));
    if (value !== item) faults.push(`call ${counts.calls}: expected ${item}, found ${value}`);
    counts.calls++;
  }
  if (poisoned === null) continue;
  const error = await poisoned.exception(patienceMs);
  if (!(error instanceof PoisonedJobError)) faults.push(`poisoned call: found ${String(error)}`);
  counts.poisoned++;
}
await killing;
await Promise.all([executor.shutdown(), strict.shutdown()]);
await Promise.all(workers.map((worker) => worker.end('SIGTERM')));
console.log(
  `farm: ${counts.calls} calls, ${counts.poisoned} poisoned, ${counts.workers} workers and Redis ${counts.redis} times killed; ${faults.length} faults`,
);
for (const fault of faults.slice(0, 20)) console.log(`  ${fault}`);
process.exitCode = faults.length > 0 ? 1 : 0;
