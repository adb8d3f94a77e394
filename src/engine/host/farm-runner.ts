import { hostname } from 'node:os';
import type { Farm } from '../../model/farm.ts';
import type { Configuration } from '../../model/plan.ts';
import { sum } from '../../math/median.ts';
import type { ArrivedAnswer } from '../../multiprocessing/bullmq/job-call.ts';
import { loadPackages } from '../../multiprocessing/bullmq/packages.ts';
import { QueueClient, type QueueTarget } from '../../multiprocessing/bullmq/queue-client.ts';
import { nowMs } from '../../multiprocessing/clock.ts';
import { referTo } from '../../multiprocessing/functions/function-reference.ts';
import type { ChunkRecord } from '../../multiprocessing/pool/observer.ts';
import { reviveError } from '../../multiprocessing/wire/error-data.ts';
import { OwnWorkers } from '../farm/own-workers.ts';
import { nameTemporaryQueue } from '../farm/temporary-queues.ts';
import { clockAheadMs } from './align-clock.ts';
import type { TraceWriter } from './item-trace.ts';
import { observePass, type ObservedWorker } from './observe-pass.ts';
import { TaskFailure, type Pass, type Runner } from './runner.ts';
import type { TargetFunction } from './target-module.ts';

/** Longest time for the connection to Redis. */
const CONNECT_MS = 10_000;
/** Starts of a job whose worker was lost, as in an executor. */
const RUNS = 2;

export interface FarmRunnerOptions {
  configuration: Configuration;
  farm: Farm;
  /** Absolute path of the program of workers that are started here. */
  queueWorker: string;
  /** `file:` URL of the user's module, which this process has loaded. */
  module: string;
  target: TargetFunction;
  /** Whether each item is a tuple of arguments. */
  spread: boolean;
  /** Shows that jobs end. */
  trace: TraceWriter;
}

/** A worker process, as its answers name it: `build-3/4711`. */
interface SeenWorker extends ObservedWorker {
  machine: string;
}

/** A job in the observed pass. */
interface SeenJob {
  firstIndex: number;
  count: number;
  sentMs: number;
  answeredMs: number;
  answer: ArrivedAnswer;
}

/**
 * Connects to the queue, starts workers on this machine if none are connected, and returns a runner that sends the items
 * through it in jobs of one chunk each.
 * @throws {Error} if the function is no export of its module, or the queue cannot be used
 */
export async function createFarmRunner(options: FarmRunnerOptions): Promise<Runner> {
  const { farm, configuration, module, queueWorker } = options;
  const createdAtMs = nowMs();
  const name = await exportNameOf(options.target, module);
  const { redis, root, queue } = farm;
  const temporary = farm.started > 0 ? nameTemporaryQueue({ redis, root }, `${queue}-run`) : null;
  const address = temporary?.address ?? { redis, root, queue };
  const client = new QueueClient(loadPackages(farm.root), {
    ...address,
    runs: RUNS,
    connectTimeoutMs: CONNECT_MS,
    onJob: undefined,
  });
  let own: OwnWorkers | null = null;
  try {
    // Rejects without a connection.
    await client.workers();
    if (farm.started > 0) own = await OwnWorkers.start(queueWorker, address, farm.started);
  } catch (error) {
    await client.close();
    throw error;
  }
  const end = async (): Promise<void> => {
    await own?.end();
    if (temporary !== null) await client.erase().then(temporary.forget, () => undefined);
    await client.close();
  };
  const jobs = new FarmJobs(client, { reference: referTo(name, module), module }, options);
  return {
    startupMs: nowMs() - createdAtMs,
    chunkSize: configuration.chunkSize ?? 0,
    pids: () => [...(own === null ? [] : [own.pid]), ...jobs.localPids()],
    workerRssBytes: () => jobs.rssBytes(),
    stop: end,
    finish: end,
    async warm(items): Promise<number> {
      await jobs.run(items, null);
      return items.length;
    },
    run: (items, observe) => jobs.pass(items, observe),
  };
}

/** Returns the name of the export that is this function; workers find it by that name. */
async function exportNameOf(target: TargetFunction, module: string): Promise<string> {
  const namespace = (await import(module)) as Record<string, unknown>;
  const whole: unknown = namespace['default'];
  const members = typeof whole === 'object' && whole !== null ? Object.entries(whole) : [];
  const [name] = [...Object.entries(namespace), ...members].find(([, value]) => value === target) ?? [];
  if (name !== undefined) return name;
  throw new TypeError(
    'Workers of a queue call exports of a module: export the function at the top level of its file to measure it with bullmq.',
  );
}

/** Sends the items of a pass as jobs and collects the results. */
class FarmJobs {
  readonly #client: QueueClient;
  readonly #target: QueueTarget;
  readonly #options: FarmRunnerOptions;
  readonly #workers = new Map<string, SeenWorker>();
  readonly #rssBytes = new Map<string, number>();

  constructor(client: QueueClient, target: QueueTarget, options: FarmRunnerOptions) {
    this.#client = client;
    this.#target = target;
    this.#options = options;
  }

  /** Process ids of the workers on this machine that have answered. */
  localPids(): number[] {
    return [...this.#workers.values()].filter(({ machine }) => machine === hostname()).map(({ pid }) => pid);
  }

  /** Resident memory of all workers, on all machines; `null` before they have reported it. */
  rssBytes(): number | null {
    return this.#rssBytes.size === 0 ? null : sum([...this.#rssBytes.values()]);
  }

  async pass(items: readonly unknown[], observe: boolean): Promise<Pass> {
    const seen: SeenJob[] | null = observe ? [] : null;
    const cpuBefore = process.cpuUsage();
    const startedAtMs = nowMs();
    const results = await this.run(items, seen);
    const endedAtMs = nowMs();
    if (seen === null) return { results, startedAtMs, endedAtMs, observed: null };
    const { user, system } = process.cpuUsage(cpuBefore);
    const observed = observePass({
      records: this.#recordsOf(seen),
      workers: [...this.#workers.values()],
      count: this.#options.configuration.workers,
      startedAtMs,
      endedAtMs,
      items,
      cpuBefore: new Map(),
      cpuAfter: new Map(),
      mainBusyMs: (user + system) / 1_000,
    });
    const machines = new Map([...this.#workers.values()].map(({ worker, machine }) => [worker, machine]));
    for (const activity of observed.workers) activity.machine = machines.get(activity.worker) ?? '';
    return { results, startedAtMs, endedAtMs, observed };
  }

  /**
   * Runs all items, also after one has failed.
   * @param seen receives the jobs with their times; `null`: nothing is timed
   * @throws what a worker says that cannot run the function at all
   */
  run(items: readonly unknown[], seen: SeenJob[] | null): Promise<unknown[]> {
    const { configuration, spread, trace } = this.#options;
    const results = new Array<unknown>(items.length);
    const size = configuration.chunkSize ?? Math.ceil(items.length / (4 * configuration.workers));
    const target = { ...this.#target, isTimed: seen !== null };
    trace.note('pass');
    return new Promise<unknown[]>((resolve, reject) => {
      let left = 0;
      const send = (first: number, count: number): void => {
        left++;
        const chunk = items.slice(first, first + count).map((item) => (spread ? (item as unknown[]) : [item]));
        const sentMs = nowMs();
        this.#client.send(chunk, target, {
          failed: reject,
          done: (answer) => {
            const answeredMs = nowMs();
            trace.note('pass');
            this.#note(answer);
            seen?.push({ firstIndex: first, count, sentMs, answeredMs, answer });
            for (const [index, value] of answer.values.entries()) results[first + index] = value;
            const { failure } = answer;
            if (failure !== null) {
              const error = reviveError(failure.error);
              if (failure.isLoading || (error instanceof Error && error.name === 'DataCloneError')) {
                reject(error instanceof Error ? error : new Error(String(error)));
                return;
              }
              results[first + failure.index] = new TaskFailure(error);
              const next = failure.index + 1;
              if (next < count) send(first + next, count - next);
            }
            if (--left > 0) return;
            trace.note('answer');
            resolve(results);
          },
        });
      };
      for (let first = 0; first < items.length; first += size) send(first, Math.min(size, items.length - first));
      if (items.length === 0) resolve(results);
    });
  }

  #note({ worker, times }: ArrivedAnswer): void {
    if (!this.#workers.has(worker)) {
      const slash = worker.lastIndexOf('/');
      const [machine, pid] = [worker.slice(0, slash), Number(worker.slice(slash + 1))];
      this.#workers.set(worker, { worker: this.#workers.size, pid, tid: null, machine });
    }
    const rssBytes = times?.rssBytes ?? null;
    if (rssBytes !== null) this.#rssBytes.set(worker, rssBytes);
  }

  /** Returns the records by the clock of this machine. Jobs of workers that do not measure are left out. */
  #recordsOf(seen: readonly SeenJob[]): ChunkRecord[] {
    const jobs = seen.flatMap((job) => {
      const { times, postedMs, worker } = job.answer;
      const known = this.#workers.get(worker);
      return times && postedMs !== null && known ? [{ ...job, times, postedMs, worker: known }] : [];
    });
    const machines = new Set(jobs.map(({ worker }) => worker.machine));
    return [...machines].flatMap((machine) => {
      const ofMachine = jobs.filter(({ worker }) => worker.machine === machine);
      // All processes of a machine share the clock.
      const ahead =
        machine === hostname()
          ? 0
          : clockAheadMs(ofMachine.map(({ times, ...job }) => ({ ...job, receivedMs: times.receivedMs })));
      return ofMachine.map(
        ({ firstIndex, count, sentMs, answeredMs, answer, times, postedMs, worker }): ChunkRecord => {
          const receivedMs = times.receivedMs + ahead;
          const startedMs = times.startedMs.map((ms) => ms + ahead);
          const endedMs = times.endedMs.map((ms) => ms + ahead);
          const firstMs = startedMs[0] ?? receivedMs;
          const lastMs = endedMs.findLast((ms) => !Number.isNaN(ms)) ?? firstMs;
          return {
            worker: worker.worker,
            firstIndex,
            count,
            enqueuedMs: sentMs,
            postedMs: sentMs,
            receivedMs,
            resultPostedMs: postedMs + ahead,
            resultReceivedMs: answeredMs,
            startedMs,
            endedMs,
            cloneInSendMs: 0,
            cloneInMs: firstMs - receivedMs,
            cloneOutMs: postedMs + ahead - lastMs,
            cloneOutReceiveMs: 0,
            bytesIn: answer.sentBytes,
            bytesOut: answer.receivedBytes,
            gcMs: times.gcMs,
            heapUsedBytes: times.heapUsedBytes,
            rssBytes: times.rssBytes,
            onCpuMs: times.onCpuMs,
            offCpuMs: times.onCpuMs === null ? null : Math.max(0, lastMs - firstMs - times.onCpuMs),
            failed: answer.failure === null ? 0 : 1,
          };
        },
      );
    });
  }
}
