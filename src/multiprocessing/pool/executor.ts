import {
  BrokenProcessPool,
  BrokenThreadPool,
  CancelledError,
  PoolClosedError,
  TimeoutError,
  WorkerLostError,
  WorkerStartError,
} from '../wire/errors.ts';
import { readMapArguments, zip, type ExecutorMapOptions, type Iterables } from './executor-map.ts';
import { Future } from './future.ts';
import { PoolCore } from './pool-core.ts';
import { checkCount, readTimeout } from '../options/option-checks.ts';
import { readModule, workerChecks, type PoolOptions } from './pool-options.ts';
import { readOptions, type OptionTable } from '../options/read-options.ts';
import { shutdownOptions, type ShutdownOptions } from './shutdown-options.ts';

/** Options of an executor: those of a pool, with CPython's name for the number of workers. */
export interface ExecutorOptions extends Omit<PoolOptions, 'kind' | 'processes' | 'chunkSize'> {
  /**
   * Number of workers. Default: `os.availableParallelism()`; CPython's thread pool has more because of its global lock.
   */
  maxWorkers?: number;
}

const executorOptions: OptionTable<ExecutorOptions> = {
  checks: { maxWorkers: checkCount, ...workerChecks },
  positional: 'maxWorkers',
};
const executorNames = { threads: 'ThreadPoolExecutor', processes: 'ProcessPoolExecutor' };
type Tuple = readonly unknown[];

/** Base of the executors, like `concurrent.futures.Executor`: calls become futures. */
abstract class Executor {
  readonly #core: PoolCore;
  readonly #kind: 'threads' | 'processes';
  #broken: { cause: unknown } | null = null;
  readonly #pending = new Set<{ cancel(): boolean }>();

  constructor(kind: 'threads' | 'processes', module: string | URL, options: ExecutorOptions | undefined) {
    this.#kind = kind;
    const url = readModule(module);
    const { maxWorkers, ...rest } = readOptions(executorNames[kind], options, executorOptions);
    this.#core = new PoolCore(url, { ...rest, kind, ...(maxWorkers !== undefined && { processes: maxWorkers }) });
    this.#core.scheduler.onBroken = (cause) => {
      this.#broken ??= { cause };
      void this.#core.scheduler.terminate();
    };
  }

  /**
   * Calls `fn` with these arguments in a worker.
   * @throws {PoolClosedError} after shutdown; {BrokenProcessPool}, {BrokenThreadPool} after a worker was lost
   */
  submit<A extends Tuple, R>(fn: ((...args: A) => R) | string, ...args: A): Future<Awaited<R>> {
    this.#checkBroken();
    const future = new Future<Awaited<R>>(
      (state) => this.#core.call(fn, args, state, undefined),
      (error) => this.#translate(error),
    );
    this.#pending.add(future);
    future.addDoneCallback(() => this.#pending.delete(future));
    return future;
  }

  /**
   * Calls `fn` with the first items of the iterables, then with the second ones, until the shortest ends, and yields
   * the results in order. All calls are submitted immediately unless `bufferSize` is given. Options may follow the
   * iterables.
   */
  map<A extends Tuple, R>(
    fn: ((...args: A) => R) | string,
    ...rest: Iterables<A> | [...Iterables<A>, ExecutorMapOptions]
  ): AsyncIterableIterator<Awaited<R>, undefined> {
    this.#checkBroken();
    const { iterables, options } = readMapArguments(rest);
    const { timeout, bufferSize, chunkSize = 1, ...call } = options;
    const limit = readTimeout(timeout);
    if (bufferSize !== undefined && limit !== null)
      throw new TypeError('Expected either bufferSize or timeout, found both.');
    const deadline = limit === null ? Infinity : performance.now() + limit;
    const imap = { ...call, chunkSize, prefetch: bufferSize ?? Infinity };
    const results = this.#core.imap<Awaited<R>>(fn, zip(iterables), imap, { spread: true, ordered: true });
    const translate = (error: unknown): unknown => this.#translate(error);
    return {
      async next() {
        try {
          return await results.next(deadline === Infinity ? undefined : Math.max(0, deadline - performance.now()));
        } catch (error) {
          // The timeout covers all results together, so the wait cannot be repeated: calls that have not begun are
          // dropped.
          if (error instanceof TimeoutError) await results.return();
          throw translate(error);
        }
      },
      return: () => results.return(),
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  /** Refuses further calls and, unless `wait` is false, waits for pending ones. */
  async shutdown(options?: ShutdownOptions): Promise<void> {
    const { wait = true, cancelFutures = false } = readOptions('executor.shutdown', options, shutdownOptions);
    const { scheduler } = this.#core;
    if (cancelFutures) {
      for (const future of [...this.#pending]) future.cancel();
      scheduler.open.dropUnstarted(new CancelledError('The call was cancelled before it began.'));
    }
    scheduler.close();
    if (wait) await scheduler.join();
  }

  /** Waits for all calls, like leaving `with` in CPython. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdown();
  }

  #checkBroken(): void {
    if (this.#broken !== null) throw this.#brokenError();
  }

  #brokenError(): Error {
    const Class = this.#kind === 'processes' ? BrokenProcessPool : BrokenThreadPool;
    const cause = this.#broken?.cause;
    return new Class(
      'A worker of the executor was lost or could not start, so it takes no more calls. Make a new one.',
      {
        cause,
      },
    );
  }

  #translate(error: unknown): unknown {
    if (error instanceof WorkerLostError || error instanceof WorkerStartError) {
      this.#broken ??= { cause: error };
      return this.#brokenError();
    }
    return error instanceof PoolClosedError && this.#broken !== null ? this.#brokenError() : error;
  }
}

/** Runs calls in processes, like `concurrent.futures.ProcessPoolExecutor`. Workers load the module, see `Pool`. */
export class ProcessPoolExecutor extends Executor {
  constructor(module: string | URL, options?: ExecutorOptions) {
    super('processes', module, options);
  }
}

/** Runs calls in threads, like `concurrent.futures.ThreadPoolExecutor`. The threads run in parallel. */
export class ThreadPoolExecutor extends Executor {
  constructor(module: string | URL, options?: ExecutorOptions) {
    super('threads', module, options);
  }
}

export type { Executor };
