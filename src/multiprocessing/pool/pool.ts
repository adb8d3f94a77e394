import { AsyncResult, ResultState } from './async-result.ts';
import {
  applyAsyncOptions,
  callOptions,
  imapCalls,
  imapOptions,
  mapCalls,
  type AsyncOptions,
  type CallOptions,
  type ImapOptions,
  type MapCall,
  type MapOptions,
} from './call-options.ts';
import type { AnyFunction } from '../functions/function-reference.ts';
import type { ImapIterator } from './imap-iterator.ts';
import { PoolCore } from './pool-core.ts';
import { poolOptions, readModule, type PoolOptions } from './pool-options.ts';
import { readOptions } from '../options/read-options.ts';

/** Positional arguments. */
type Tuple = readonly unknown[];
/** A function of one item, or its name. */
type ItemFunction<T, R> = ((item: T) => R) | string;
/** A function of several arguments, or its name. */
type TupleFunction<A extends Tuple, R> = ((...args: A) => R) | string;
type Settled<R> = PromiseSettledResult<Awaited<R>>[];

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
  readonly #core: PoolCore;

  /**
   * @param module the module that workers load: `import.meta.url`, another `file:` URL or an absolute path
   * @throws {TypeError} or {RangeError} for options out of range; {NestedPoolError} if no pool may be created here
   */
  constructor(module: string | URL, options?: PoolOptions) {
    this.#core = new PoolCore(readModule(module), readOptions('Pool', options, poolOptions));
  }

  /** Number of workers. */
  get processes(): number {
    return this.#core.scheduler.size;
  }

  /** Resolves when every worker has loaded the module; rejects with the reason if one cannot. */
  ready(): Promise<void> {
    return this.#core.scheduler.ready();
  }

  /**
   * Calls `fn` for each item and returns the results in the order of the items. All chunks run even if one fails; then
   * the promise is rejected with the error of the first failing item, which has its `itemIndex`. Items are read when
   * sent, not at the call.
   */
  map<T, R>(fn: ItemFunction<T, R>, items: Iterable<T>, options?: MapOptions): Promise<Awaited<R>[]> {
    return this.#map(fn, items, options, mapCalls.map) as Promise<Awaited<R>[]>;
  }

  /** Like `map`, with each item spread to the arguments: `starmap(power, [[2, 3], [3, 2]])`. */
  starmap<A extends Tuple, R>(
    fn: TupleFunction<A, R>,
    items: Iterable<A>,
    options?: MapOptions,
  ): Promise<Awaited<R>[]> {
    return this.#map(fn, items, options, mapCalls.starmap) as Promise<Awaited<R>[]>;
  }

  /** Like `map`, but every item runs and has its own outcome, as in `Promise.allSettled`. */
  mapSettled<T, R>(fn: ItemFunction<T, R>, items: Iterable<T>, options?: MapOptions): Promise<Settled<R>> {
    return this.#map(fn, items, options, mapCalls.mapSettled) as Promise<Settled<R>>;
  }

  /** Like `starmap`, but every item runs and has its own outcome. */
  starmapSettled<A extends Tuple, R>(
    fn: TupleFunction<A, R>,
    items: Iterable<A>,
    options?: MapOptions,
  ): Promise<Settled<R>> {
    return this.#map(fn, items, options, mapCalls.starmapSettled) as Promise<Settled<R>>;
  }

  /** Like `map`, but returns an object to query later. */
  mapAsync<T, R>(
    fn: ItemFunction<T, R>,
    items: Iterable<T>,
    options?: MapOptions & AsyncOptions<Awaited<R>[]>,
  ): AsyncResult<Awaited<R>[]> {
    return this.#mapAsync(fn, items, options, mapCalls.mapAsync);
  }

  /** Like `starmap`, but returns an object to query later. */
  starmapAsync<A extends Tuple, R>(
    fn: TupleFunction<A, R>,
    items: Iterable<A>,
    options?: MapOptions & AsyncOptions<Awaited<R>[]>,
  ): AsyncResult<Awaited<R>[]> {
    return this.#mapAsync(fn, items, options, mapCalls.starmapAsync);
  }

  /**
   * Maps lazily: `for await (const result of pool.imap(fn, items))`. Reads its input, which may be asynchronous, at
   * most `prefetch` items ahead of the consumer, so memory use stays constant for any length of input. CPython reads
   * the whole input first.
   */
  imap<T, R>(
    fn: ItemFunction<T, R>,
    items: Iterable<T> | AsyncIterable<T>,
    options?: ImapOptions,
  ): ImapIterator<Awaited<R>> {
    return this.#core.imap(fn, items, readOptions('pool.imap', options, imapOptions), imapCalls.imap);
  }

  /** Like `imap`, but yields each result as soon as it is available. */
  imapUnordered<T, R>(
    fn: ItemFunction<T, R>,
    items: Iterable<T> | AsyncIterable<T>,
    options?: ImapOptions,
  ): ImapIterator<Awaited<R>> {
    return this.#core.imap(fn, items, readOptions('pool.imapUnordered', options, imapOptions), imapCalls.imapUnordered);
  }

  /** Calls a function once with these arguments, which are read when sent, not at the call. */
  async apply<A extends Tuple, R>(fn: TupleFunction<A, R>, args: A, options?: CallOptions): Promise<Awaited<R>> {
    const state = new ResultState<Awaited<R>>();
    const read = options === undefined ? undefined : readOptions('pool.apply', options, callOptions);
    this.#core.call(fn, args, state as ResultState<unknown>, read);
    return state.promise();
  }

  /** Like `apply`, but returns an object to query later. Waiting calls share messages. */
  applyAsync<A extends Tuple, R>(
    fn: TupleFunction<A, R>,
    args: A,
    options?: CallOptions & AsyncOptions<Awaited<R>>,
  ): AsyncResult<Awaited<R>> {
    const read = options === undefined ? undefined : readOptions('pool.applyAsync', options, applyAsyncOptions);
    const state = new ResultState<Awaited<R>>(options?.callback, options?.errorCallback);
    this.#core.call(fn, args, state as ResultState<unknown>, read);
    return new AsyncResult(state);
  }

  /** Accepts no more work; the workers end when all of it is done. An `imap` no longer waits for its consumer. */
  close(): void {
    this.#core.scheduler.close();
  }

  /**
   * Kills the workers; unfinished work fails with a `PoolClosedError`. Resolves when all have ended, after about a
   * second at most: a thread inside a synchronous system call (`execSync`, `readSync`) cannot be stopped before the
   * call returns. Processes always can.
   */
  terminate(): Promise<void> {
    return this.#core.scheduler.terminate();
  }

  /**
   * Resolves when all workers have ended.
   * @throws {Error} unless the pool was closed or terminated before
   */
  async join(): Promise<void> {
    const { scheduler } = this.#core;
    if (scheduler.state === 'running') throw new Error('The pool is still running: call close() or terminate() first.');
    await scheduler.join();
  }

  /** Terminates the pool. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.terminate();
  }

  // Async, so that invalid arguments reject the promise like every other error.
  async #map(
    fn: AnyFunction | string,
    items: Iterable<unknown>,
    options: MapOptions | undefined,
    how: MapCall,
  ): Promise<unknown[]> {
    const state = new ResultState<unknown[]>();
    this.#core.map(fn, items, readOptions(how.name, options, how.options), how, state);
    return state.promise();
  }

  #mapAsync<R>(
    fn: AnyFunction | string,
    items: Iterable<unknown>,
    options: (MapOptions & AsyncOptions<R[]>) | undefined,
    how: MapCall,
  ): AsyncResult<R[]> {
    const read = readOptions(how.name, options, how.options);
    const state = new ResultState<R[]>(options?.callback, options?.errorCallback);
    this.#core.map(fn, items, read, how, state as ResultState<unknown[]>);
    return new AsyncResult(state);
  }
}
