import { availableParallelism, hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { cpuUsage } from 'node:process';
import { pathToFileURL } from 'node:url';
import { median, standardDeviation } from '../../math/median.ts';
import type { Estimate } from '../../model/estimate.ts';
import type { FarmWorker, QueueAddress, QueueProbe } from '../../model/farm.ts';
import { referTo } from '../../multiprocessing/functions/function-reference.ts';
import { loadPackages, showUrl, type QueuePackages } from '../../multiprocessing/bullmq/packages.ts';
import type { QueueClient, QueueTarget } from '../../multiprocessing/bullmq/queue-client.ts';
import { nowMs } from '../../multiprocessing/clock.ts';
import type { FromEngine, FarmRequest } from '../protocol.ts';
import { connectTo } from './connect-to.ts';
import { isOwnAddress } from './is-own-address.ts';
import { OwnWorkers } from './own-workers.ts';
import { nameTemporaryQueue } from './temporary-queues.ts';

/** Jobs of a probe that are not counted: they load the modules. */
const WARM_UP_JOBS = 20;
const SINGLE_JOBS = 40;
/** Jobs of a batch for each worker process. */
const BATCH_JOBS = 10;
/** Length of such a job. */
const BUSY_MS = 5;
/** Worker processes of a probe: each core has one, up to so many, which would take long to start. */
const MOST_PROCESSES = 8;
const FEWEST_BATCHES = 4;
/** Further batches are measured for so long. */
const BATCHES_MS = 1_000;
const LARGE_JOBS = 10;
const LARGE_BYTES = 200_000;

/** Lists the workers of a queue and, if asked, measures what a job costs. */
export async function inspectQueue(request: FarmRequest, emit: (event: FromEngine) => void): Promise<void> {
  const { address, programs, probes } = request;
  try {
    const packages = loadPackages(address.root);
    const { workers, redisPid } = await look(packages, address);
    const probe = probes ? await probeQueue(packages, address, programs.queueWorker) : null;
    const isLocal = isOwnAddress(address.redis);
    const shownRedis = showUrl(address.redis);
    emit({ type: 'farm', found: { workers, probe, isLocal, shownRedis, redisPid: isLocal ? redisPid : null } });
    emit({ type: 'done' });
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    emit({ type: 'failed', stage: 'load', message, error: { name, message } });
  }
}

async function look(
  packages: QueuePackages,
  address: QueueAddress,
): Promise<{ workers: FarmWorker[]; redisPid: number | null }> {
  const client = connectTo(packages, address);
  try {
    const workers = (await client.workers()).flatMap((name) => readWorker(name) ?? []);
    const [redisPid = null] = await client.redisNumbers('server', ['process_id']);
    return { workers, redisPid };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const why = cause instanceof Error ? cause.message || String(Reflect.get(cause, 'code')) : String(cause);
    throw new Error(
      `There is no connection to Redis at ${showUrl(address.redis)}: ${why.replace(/\.$/, '')}. Start Redis, or correct the address.`,
      { cause: error },
    );
  } finally {
    await client.close();
  }
}

/** Reads `build-3/4711/8`; other workers of BullMQ are not of this library and have other names. */
function readWorker(name: string): FarmWorker | null {
  const [, machine, pid, processes] = /^([^/]+)\/(\d+)\/(\d+)$/.exec(name) ?? [];
  return machine === undefined ? null : { machine, pid: Number(pid), processes: Number(processes) };
}

/**
 * Runs jobs through a queue that nothing else uses, and a worker process per core on this machine: one at a time that does
 * nothing for the turnaround, large ones for the cost of a byte, and many that keep all cores busy for the time that a
 * worker loses per job. Takes two to five seconds.
 */
async function probeQueue(packages: QueuePackages, { redis }: QueueAddress, program: string): Promise<QueueProbe> {
  const root = dirname(program);
  const { address, forget } = nameTemporaryQueue({ redis, root }, `parallel-profiler-probe-${hostname()}`);
  const client = connectTo(packages, address);
  const module = pathToFileURL(join(root, 'queue-probe-task.mjs')).href;
  const echo: QueueTarget = { reference: referTo('echo', module), module };
  const spin: QueueTarget = { reference: referTo('spin', module), module };
  const processes = Math.min(MOST_PROCESSES, availableParallelism());
  let workers: OwnWorkers | null = null;
  try {
    workers = await OwnWorkers.start(program, address, processes);
    await runJobs(client, echo, WARM_UP_JOBS, 1);
    const singles: number[] = [];
    for (let job = 0; job < SINGLE_JOBS; job++) singles.push((await runJobs(client, echo, 1, 1)).wallMs);
    const large: number[] = [];
    const bytes = new Uint8Array(LARGE_BYTES);
    for (let job = 0; job < LARGE_JOBS; job++) large.push((await runJobs(client, echo, 1, bytes)).wallMs);
    const before = await readCosts(client, workers);
    const losses: number[] = [];
    const beganMs = nowMs();
    while (losses.length < FEWEST_BATCHES || nowMs() - beganMs < BATCHES_MS) {
      const { wallMs, ranMs } = await runJobs(client, spin, BATCH_JOBS * processes, BUSY_MS);
      losses.push(Math.max(0, wallMs / BATCH_JOBS - ranMs));
    }
    const after = await readCosts(client, workers);
    const jobs = losses.length * BATCH_JOBS * processes;
    const turnaroundMs = estimate(singles);
    return {
      turnaroundMs,
      workerPerJobMs: estimate(losses),
      callerPerJobMs: (after.callerMs - before.callerMs) / jobs,
      redisPerJobMs: after.redisMs === null || before.redisMs === null ? null : (after.redisMs - before.redisMs) / jobs,
      workerCpuPerJobMs: (after.workerMs - before.workerMs) / jobs,
      perByteMs: Math.max(0, estimate(large).value - turnaroundMs.value) / LARGE_BYTES,
      jobs,
    };
  } finally {
    await workers?.end();
    await client.erase().then(forget, () => undefined);
    await client.close();
  }
}

/** Returns the time until all jobs are answered, and the mean time that one ran, in ms. */
async function runJobs(
  client: QueueClient,
  target: QueueTarget,
  count: number,
  argument: unknown,
): Promise<{ wallMs: number; ranMs: number }> {
  const beganMs = nowMs();
  let ranMs = 0;
  await new Promise<void>((resolve, reject) => {
    let left = count;
    const done = (answer: { ranMs: number }): void => {
      ranMs += answer.ranMs / count;
      if (--left === 0) resolve();
    };
    for (let job = 0; job < count; job++) client.send([[argument]], target, { done, failed: reject });
  });
  return { wallMs: nowMs() - beganMs, ranMs };
}

async function readCosts(
  client: QueueClient,
  workers: OwnWorkers,
): Promise<{ callerMs: number; redisMs: number | null; workerMs: number }> {
  const own = cpuUsage();
  const [user = null, sys = null] = await client.redisNumbers('cpu', ['used_cpu_user', 'used_cpu_sys']);
  return {
    callerMs: (own.user + own.system) / 1_000,
    redisMs: user === null || sys === null ? null : (user + sys) * 1_000,
    workerMs: await workers.cpuMs(),
  };
}

/** Returns the median, with twice its standard error (1.25 times that of the mean, for normal errors) on each side. */
function estimate(values: readonly number[]): Estimate {
  const value = median(values);
  const error = (1.25 * (standardDeviation(values) ?? 0)) / Math.sqrt(values.length);
  return { value, ci95: [Math.max(0, value - 1.96 * error), value + 1.96 * error] };
}
