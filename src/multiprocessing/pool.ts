import { ApplyWork } from './apply-work.ts';
import { AsyncResult, ResultState } from './async-result.ts';
import { AbortError } from './errors.ts';
import { defineFunction, type AnyFunction } from './function-reference.ts';
import { MapWork } from './map-work.ts';
import type { Values } from './packed-values.ts';
import { nestPool } from './pool-nesting.ts';
import {
  readCount,
  readModule,
  readPoolOptions,
  readTimeout,
  type PoolOptions,
  type PoolSettings,
} from './pool-options.ts';
import type { PoolFunction, Work } from './pool-work.ts';
import { Scheduler } from './scheduler.ts';
import { checkTransfer, type TransferChoice } from './transfer-list.ts';

/** Options of a single call of a pool. */
export interface CallOptions {
  /** Cancels the call: what waits is dropped, and the workers that run it are killed and replaced. */
  signal?: AbortSignal;
  /** Longest time for one item in ms, counted from its start in the worker, which is killed when it is over. */
  timeout?: number;
  /** Objects to move to the worker instead of copying them: for the whole call, or per item. Processes copy in any case. */
  transfer?: TransferChoice;
}

/** Options of a map. */
export interface MapOptions extends CallOptions {
  /** Items per message. Default: the pool's, else CPython's, ceil(n / (4 x workers)). */
  chunkSize?: number;
}

/** Options of an asynchronous call, with CPython's callbacks. */
export interface AsyncOptions<R> {
  /** Called once with the whole result. */
  callback?: (result: R) => void;
  /** Called once with the error. */
  errorCallback?: (error: unknown) => void;
}

/** Positional arguments. */
type Tuple = readonly unknown[];

/**
 * Workers that run the exported functions of a module, like `multiprocessing.Pool`. Functions are found by name, so the
 * module is loaded once in every worker.
 *
 *     await using pool = new Pool(import.meta.url);
 *     const squares = await pool.map(square, [1, 2, 3]);
 *
 * Leaving the `await using` block terminates the pool, as leaving `with` does in CPython: await results inside of it.
 */
export class Pool {
  readonly #settings: PoolSettings;
  readonly #scheduler: Scheduler;
  readonly #module: string;
  readonly #functions = new Map<unknown, PoolFunction>();

  /**
   * @param module what the workers load: `import.meta.url`, another `file:` URL or an absolute path
   * @throws {TypeError} or {RangeError} for options out of range; {NestedPoolError} where no pool may be made
   */
  constructor(module: string | URL, options: PoolOptions = {}) {
    this.#module = readModule(module);
    this.#settings = readPoolOptions(options);
    const { size, depth, siblings } = nestPool(this.#settings.asked);
    const { initializer, initargs = [], observer } = options;
    this.#scheduler = new Scheduler(
      size,
      this.#settings,
      {
        module: this.#module,
        kind: this.#settings.kind,
        depth,
        siblings,
        record: observer?.chunk !== undefined,
        initializer: initializer === undefined ? null : defineFunction(initializer, this.#module),
        initargs: [...initargs],
      },
      observer,
    );
  }

  /** Number of workers. */
  get processes(): number {
    return this.#scheduler.size;
  }

  /** Resolves when every worker has loaded the module; rejects with the reason if one cannot. */
  ready(): Promise<void> {
    return this.#scheduler.ready();
  }

  /**
   * Calls `fn` for each item and gives the results in the order of the items. All chunks run even if one fails; then the
   * promise is rejected with the error of the first failing item, whose position is the error's `itemIndex`.
   */
  map<T, R>(fn: ((item: T) => R) | string, items: Iterable<T>, options?: MapOptions): Promise<Awaited<R>[]>;
  async map(fn: AnyFunction | string, items: Iterable<unknown>, options: MapOptions = {}): Promise<unknown[]> {
    return this.#map(fn, items, options, { spread: false, settle: false });
  }

  /** Like `map`, with each item spread to the arguments: `starmap(power, [[2, 3], [3, 2]])`. */
  starmap<A extends Tuple, R>(
    fn: ((...args: A) => R) | string,
    items: Iterable<A>,
    options?: MapOptions,
  ): Promise<Awaited<R>[]>;
  async starmap(fn: AnyFunction | string, items: Iterable<Tuple>, options: MapOptions = {}): Promise<unknown[]> {
    return this.#map(fn, items, options, { spread: true, settle: false });
  }

  /** Like `map`, but every item runs and has its own outcome, as in `Promise.allSettled`. */
  mapSettled<T, R>(
    fn: ((item: T) => R) | string,
    items: Iterable<T>,
    options?: MapOptions,
  ): Promise<PromiseSettledResult<Awaited<R>>[]>;
  async mapSettled(fn: AnyFunction | string, items: Iterable<unknown>, options: MapOptions = {}): Promise<unknown[]> {
    return this.#map(fn, items, options, { spread: false, settle: true });
  }

  /** Like `starmap`, but every item runs and has its own outcome. */
  starmapSettled<A extends Tuple, R>(
    fn: ((...args: A) => R) | string,
    items: Iterable<A>,
    options?: MapOptions,
  ): Promise<PromiseSettledResult<Awaited<R>>[]>;
  async starmapSettled(fn: AnyFunction | string, items: Iterable<Tuple>, options: MapOptions = {}): Promise<unknown[]> {
    return this.#map(fn, items, options, { spread: true, settle: true });
  }

  /** Like `map`, with the result as an object to ask later. */
  mapAsync<T, R>(
    fn: ((item: T) => R) | string,
    items: Iterable<T>,
    options: MapOptions & AsyncOptions<Awaited<R>[]> = {},
  ): AsyncResult<Awaited<R>[]> {
    return this.#mapAsync(fn, items, options, false);
  }

  /** Like `starmap`, with the result as an object to ask later. */
  starmapAsync<A extends Tuple, R>(
    fn: ((...args: A) => R) | string,
    items: Iterable<A>,
    options: MapOptions & AsyncOptions<Awaited<R>[]> = {},
  ): AsyncResult<Awaited<R>[]> {
    return this.#mapAsync(fn, items, options, true);
  }

  /** Calls a function once, with these arguments. */
  apply<A extends Tuple, R>(fn: ((...args: A) => R) | string, args: A, options?: CallOptions): Promise<Awaited<R>>;
  async apply(fn: AnyFunction | string, args: Tuple, options: CallOptions = {}): Promise<unknown> {
    return this.applyAsync(fn as string, args, options);
  }

  /** Like `apply`, with the result as an object to ask later. Calls that wait together travel together. */
  applyAsync<A extends Tuple, R>(
    fn: ((...args: A) => R) | string,
    args?: A,
    options: CallOptions & AsyncOptions<Awaited<R>> = {},
  ): AsyncResult<Awaited<R>> {
    const state = new ResultState<Awaited<R>>(options.callback, options.errorCallback);
    this.#call(fn, args ?? [], state as ResultState<unknown>, options);
    return new AsyncResult(state);
  }

  /** Takes no more work; the workers end when all of it is done. */
  close(): void {
    this.#scheduler.close();
  }

  /**
   * Kills the workers; work that is not done fails with a `PoolClosedError`. Resolves when all have ended, after about a
   * second at the latest: a thread inside a synchronous system call (`execSync`, `readSync`) cannot be stopped before the call
   * returns. Processes always can.
   */
  terminate(): Promise<void> {
    return this.#scheduler.terminate();
  }

  /**
   * Resolves when all workers have ended.
   * @throws {Error} if the pool was neither closed nor terminated before
   */
  async join(): Promise<void> {
    if (this.#scheduler.state === 'running')
      throw new Error('The pool is still running: call close() or terminate() first.');
    await this.#scheduler.join();
  }

  /** Terminates the pool. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.terminate();
  }

  #function(fn: AnyFunction | string): PoolFunction {
    const known = this.#functions.get(fn);
    if (known !== undefined) return known;
    const created = { id: this.#functions.size, definition: defineFunction(fn, this.#module), itemMs: null };
    this.#functions.set(fn, created);
    return created;
  }

  #map(
    fn: AnyFunction | string,
    items: Iterable<unknown>,
    options: MapOptions,
    how: { spread: boolean; settle: boolean },
  ): Promise<unknown[]> {
    const state = new ResultState<unknown[]>();
    this.#startMap(fn, items, options, how, state);
    return state.promise();
  }

  #mapAsync<R>(
    fn: AnyFunction | string,
    items: Iterable<unknown>,
    options: MapOptions & AsyncOptions<R[]>,
    spread: boolean,
  ): AsyncResult<R[]> {
    const state = new ResultState<R[]>(options.callback, options.errorCallback);
    this.#startMap(fn, items, options, { spread, settle: false }, state as ResultState<unknown[]>);
    return new AsyncResult(state);
  }

  #startMap(
    fn: AnyFunction | string,
    items: Iterable<unknown>,
    options: MapOptions,
    how: { spread: boolean; settle: boolean },
    state: ResultState<unknown[]>,
  ): void {
    this.#scheduler.checkOpen();
    const reference = this.#function(fn);
    const list = readItems(items);
    const timeoutMs = readTimeout(options.timeout);
    checkTransfer(options.transfer);
    const asked =
      options.chunkSize === undefined ? this.#settings.chunkSize : readCount('chunkSize', options.chunkSize);
    if (list.length === 0) {
      state.succeed([]);
      return;
    }
    const work = new MapWork({
      fn: reference,
      items: list,
      chunkSize: asked ?? Math.ceil(list.length / (4 * this.#scheduler.size)),
      ...how,
      timeoutMs,
      exclusive: options.signal !== undefined || timeoutMs !== null,
      transfer: options.transfer,
      succeed: (values) => {
        this.#scheduler.end(work);
        state.succeed(values);
      },
      fail: (error) => {
        this.#scheduler.end(work);
        state.fail(error);
      },
    });
    this.#add(work, options.signal, state);
  }

  #call(fn: AnyFunction | string, args: Tuple, state: ResultState<unknown>, options: CallOptions): void {
    this.#scheduler.checkOpen();
    const reference = this.#function(fn);
    const timeoutMs = readTimeout(options.timeout);
    const { signal, transfer } = options;
    checkTransfer(transfer);
    const spread = args.length !== 1;
    const alone = timeoutMs !== null || signal !== undefined || transfer !== undefined;
    const last = this.#scheduler.lastQueued;
    if (!alone && last instanceof ApplyWork && last.fn === reference && last.spread === spread && !last.exclusive) {
      last.push(args, state);
      return;
    }
    const lone = alone ? { timeoutMs, exclusive: signal !== undefined || timeoutMs !== null, transfer } : null;
    const work = new ApplyWork(reference, spread, lone, () => this.#scheduler.end(work));
    work.push(args, state);
    this.#add(work, signal, state);
  }

  #add(work: Work, signal: AbortSignal | undefined, state: Promisable): void {
    if (signal === undefined) {
      this.#scheduler.add(work);
      return;
    }
    const cancel = (): void => {
      const reason: unknown = signal.reason;
      this.#scheduler.cancel(work, new AbortError('The call was cancelled by its signal.', { cause: reason }));
    };
    if (signal.aborted) {
      state.fail(new AbortError('The call was cancelled before it began.', { cause: signal.reason }));
      return;
    }
    signal.addEventListener('abort', cancel, { once: true });
    this.#scheduler.add(work);
    const stop = (): void => signal.removeEventListener('abort', cancel);
    state.promise().then(stop, stop);
  }
}

interface Promisable {
  promise(): Promise<unknown>;
  fail(error: unknown): void;
}

/** Typed arrays stay as they are: their chunks cross without being looked at. */
function readItems(items: Iterable<unknown>): Values {
  if (Array.isArray(items) || items instanceof Int32Array || items instanceof Float64Array) return items as Values;
  const given: unknown = items;
  if (typeof given !== 'object' || given === null ? typeof given !== 'string' : !(Symbol.iterator in given)) {
    throw new TypeError(
      `Expected the items as an iterable such as an array, found ${given === null ? 'null' : typeof given}.`,
    );
  }
  const list: unknown[] = [];
  for (const item of items) list.push(item);
  return list;
}
