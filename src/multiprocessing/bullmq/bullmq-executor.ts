import { resolve } from 'node:path';
import { cwd } from 'node:process';
import { referTo } from '../functions/function-reference.ts';
import { checkCount, checkFunction, checkText, checkTime, readTimeout } from '../options/option-checks.ts';
import { readOptions, type OptionTable } from '../options/read-options.ts';
import { readMapArguments, zip, type ExecutorMapOptions, type Iterables } from '../pool/executor-map.ts';
import { Future } from '../pool/future.ts';
import { readModule } from '../pool/pool-options.ts';
import { PoolSignals } from '../pool/pool-signals.ts';
import { shutdownOptions, type ShutdownOptions } from '../pool/shutdown-options.ts';
import { reviveError } from '../wire/error-data.ts';
import { CancelledError, PoolClosedError } from '../wire/errors.ts';
import { loadPackages } from './packages.ts';
import { QueueClient, type JobRecord, type QueueTarget } from './queue-client.ts';
import { QueueMap } from './queue-map.ts';

/** Options of a BullMQ executor. */
export interface BullMQExecutorOptions {
  /** Address of Redis. Default: `redis://localhost:6379`. */
  redis?: string;
  /** Name of the queue, the same as that of its workers. Default: `parallel-profiler`. */
  queue?: string;
  /**
   * Folder of the project: modules are named by their path below it, and each worker has the same files in its own
   * folder. Default: the working folder.
   */
  root?: string;
  /** How often a job may start, where its worker was lost before. Default 2. */
  runs?: number;
  /** Longest time for the first connection to Redis, in ms. Later, calls wait until Redis is back. Default 10 s. */
  connectTimeout?: number;
  /** Receives what each job cost, when its answer arrives. */
  onJob?: (record: JobRecord) => void;
}

const executorOptions: OptionTable<BullMQExecutorOptions> = {
  checks: {
    redis: checkText,
    queue: checkText,
    root: checkText,
    runs: checkCount,
    connectTimeout: checkTime,
    onJob: checkFunction,
  },
  positional: 'redis',
};

/** Where executors and workers find each other. */
export const queueDefaults = { redis: 'redis://localhost:6379', queue: 'parallel-profiler' };

type Tuple = readonly unknown[];

/**
 * Runs calls in the workers of a BullMQ queue, on any number of machines, with the interface of
 * `concurrent.futures.Executor`. Needs the packages `bullmq` and `ioredis`, Redis, and workers in the same project:
 * `parallel-profiler worker --redis redis://...`.
 *
 *     await using executor = new BullMQExecutor(import.meta.url, { redis: 'redis://queue:6379' });
 *     for await (const thumbnail of executor.map(resize, images, { chunkSize: 8 })) save(thumbnail);
 *
 * A job whose worker is lost runs again, so a call may run more than once; it has one result. Arguments and results are
 * cloned, and pass through Redis: jobs should last some 20 ms or more, and their data should be small.
 */
export class BullMQExecutor {
  readonly #client: QueueClient;
  readonly #module: string;
  readonly #futures = new Set<{ cancel(): boolean }>();
  readonly #signals = new PoolSignals();
  #down: Promise<void> | null = null;

  /**
   * @param module the module whose exports are called: `import.meta.url`, another `file:` URL or an absolute path
   * @throws {MissingPackageError} if bullmq or ioredis is missing or too old; {TypeError}, {RangeError} for options out
   *   of range
   */
  constructor(module: string | URL, options?: BullMQExecutorOptions) {
    this.#module = readModule(module);
    const {
      redis = queueDefaults.redis,
      queue = queueDefaults.queue,
      root = cwd(),
      runs = 2,
      connectTimeout = 10_000,
      onJob,
    } = readOptions('BullMQExecutor', options, executorOptions);
    const folder = resolve(root);
    const settings = { redis, queue, root: folder, runs, connectTimeoutMs: connectTimeout, onJob };
    this.#client = new QueueClient(loadPackages(folder), settings);
  }

  /**
   * Calls `fn` with these arguments in a worker. The call counts as accepted once Redis has it; until then, and while
   * Redis is gone, it waits.
   * @throws {PoolClosedError} after shutdown; {BrokenExecutorError} if there was never a connection to Redis
   */
  submit<A extends Tuple, R>(fn: ((...args: A) => R) | string, ...args: A): Future<Awaited<R>> {
    const target = this.#target(fn);
    const future = new Future<Awaited<R>>(
      (state) =>
        this.#client.send([args], target, {
          done({ values, failure }) {
            if (failure === null) state.succeed(values[0]);
            else state.fail(reviveError(failure.error));
          },
          failed: (error) => state.fail(error),
        }),
      (error) => error,
    );
    this.#futures.add(future);
    future.addDoneCallback(() => this.#futures.delete(future));
    return future;
  }

  /**
   * Calls `fn` with the first items of the iterables, then with the second ones, until the shortest ends, and yields
   * the results in order. Each job has `chunkSize` items. All are submitted immediately unless `bufferSize` is given.
   * Options may follow the iterables; `transfer` has no effect.
   */
  map<A extends Tuple, R>(
    fn: ((...args: A) => R) | string,
    ...rest: Iterables<A> | [...Iterables<A>, ExecutorMapOptions]
  ): AsyncIterableIterator<Awaited<R>, undefined> {
    const target = this.#target(fn);
    const { iterables, options } = readMapArguments(rest);
    const limit = readTimeout(options.timeout);
    if (options.bufferSize !== undefined && limit !== null)
      throw new TypeError('Expected either bufferSize or timeout, found both.');
    const deadline = limit === null ? Infinity : performance.now() + limit;
    const results = new QueueMap<Awaited<R>>(this.#client, target, zip(iterables), options, deadline);
    results.onEnd = this.#signals.add(options.signal, (error) => results.end({ thrown: error }));
    return results;
  }

  /**
   * Returns the workers that are connected to the queue, each as machine, process id and number of processes:
   * `build-3/4711/8`.
   * @throws {BrokenExecutorError} if there was never a connection to Redis
   */
  workers(): Promise<string[]> {
    return this.#client.workers();
  }

  /** Refuses further calls, waits for pending ones unless `wait` is false, and closes the connections. */
  async shutdown(options?: ShutdownOptions): Promise<void> {
    const { wait = true, cancelFutures = false } = readOptions('executor.shutdown', options, shutdownOptions);
    if (cancelFutures) {
      for (const future of [...this.#futures]) future.cancel();
      this.#client.dropWaiting(() => new CancelledError('The call was cancelled before it began.'));
    }
    this.#down ??= this.#client.drained().then(() => this.#client.close());
    if (wait) await this.#down;
  }

  /** Waits for all calls, like leaving `with` in CPython. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdown();
  }

  #target(fn: unknown): QueueTarget {
    if (this.#down !== null)
      throw new PoolClosedError('The executor was shut down and takes no more calls. Make a new one.');
    this.#client.checkBroken();
    return { reference: referTo(fn, this.#module), module: this.#module };
  }
}
