import { emitWarning } from 'node:process';
import { availableParallelism } from 'node:os';
import { ApplyWork, type Task } from './apply-work.ts';
import type { ResultState } from './async-result.ts';
import type { CallOptions, ImapOptions, MapOptions } from './call-options.ts';
import { referTo, type AnyFunction } from '../functions/function-reference.ts';
import { guardObserver } from './observer.ts';
import { ImapBuffer } from './imap-buffer.ts';
import { ImapIterator } from './imap-iterator.ts';
import { ImapWork } from './imap-work.ts';
import { MapWork } from './map-work.ts';
import { NestedPoolError } from '../wire/errors.ts';
import { workerContext } from '../worker-context.ts';
import { readTimeout } from '../options/option-checks.ts';
import { poolSettings, type PoolOptions, type PoolSettings } from './pool-options.ts';
import { PoolSignals } from './pool-signals.ts';
import type { PoolFunction, Work } from './pool-work.ts';
import type { StartData } from '../wire/protocol.ts';
import { checkFunctionPlace, collectItems, readTuples, refuseArguments } from './collect-items.ts';
import { Scheduler } from './scheduler.ts';
import { libraryUrl } from '../sibling-program.ts';

/** Maximum depth of pools inside workers of pools: deeper nesting is a mistake that multiplies workers. */
const deepestNesting = 3;

/** Maximum number of workers per core over all pools. */
const workersPerCore = 4;

/** The size of a pool at this level, and the place that its workers report. */
interface Nesting {
  size: number;
  depth: number;
  siblings: number;
}

/** Core of Pool and executors: turns calls into work for the scheduler. */
export class PoolCore {
  readonly scheduler: Scheduler;
  readonly #settings: PoolSettings;
  readonly #module: string;
  readonly #signals = new PoolSignals();
  readonly #functions = new Map<unknown, PoolFunction>();

  /**
   * @param module `file:` URL of the user's module
   * @param options options that were already read
   * @throws the errors documented at the public constructors
   */
  constructor(module: string, options: PoolOptions) {
    this.#module = module;
    this.#settings = poolSettings(options);
    const { kind } = this.#settings;
    const { initializer, initargs = [], observer } = options;
    const reference = initializer === undefined ? null : referTo(initializer, this.#module);
    const { size, depth, siblings } = nestPool(this.#settings.asked);
    const start: Omit<StartData, 'worker'> = {
      module: this.#module,
      kind,
      depth,
      siblings,
      initializer: reference === null ? null : (reference.settled ?? 'follows'),
      initargs: [...initargs],
      library: libraryUrl(),
    };
    if (reference !== null && reference.settled === null) {
      this.#settings.link.initializer = reference.found;
      // Workers that are started later need not wait.
      void reference.found.then((definition) => (start.initializer = definition));
    }
    this.scheduler = new Scheduler(size, this.#settings, start, guardObserver(observer));
  }

  #function(fn: AnyFunction | string): PoolFunction {
    const known = this.#functions.get(fn);
    if (known !== undefined) return known;
    checkFunctionPlace(fn);
    const created = { id: this.#functions.size, definition: referTo(fn, this.#module), itemMs: null };
    this.#functions.set(fn, created);
    return created;
  }

  /** Starts a map that settles `state`. Throws if the call itself is invalid. */
  map(
    fn: AnyFunction | string,
    items: Iterable<unknown>,
    options: MapOptions,
    how: { spread: boolean; settle: boolean },
    state: ResultState<unknown[]>,
  ): void {
    this.scheduler.checkOpen();
    const reference = this.#function(fn);
    const list = how.spread ? readTuples(items) : collectItems(items);
    const call = this.#readCall(options);
    if (list.length === 0) {
      state.succeed([]);
      return;
    }
    let forget = (): void => undefined;
    const work = new MapWork({
      fn: reference,
      items: list,
      chunkSize: options.chunkSize ?? this.#settings.chunkSize ?? Math.ceil(list.length / (4 * this.scheduler.size)),
      kind: this.#settings.kind,
      ...how,
      ...call,
      succeed: (values) => {
        this.scheduler.end(work);
        forget();
        state.succeed(values);
      },
      fail: (error) => {
        this.scheduler.end(work);
        forget();
        state.fail(error);
      },
    });
    forget = this.#add(work, options.signal);
  }

  /** Starts a single call that settles `state`. Returns the task, which can be dropped until it is sent. */
  call(
    fn: AnyFunction | string,
    args: readonly unknown[],
    state: ResultState<unknown>,
    options: CallOptions | undefined,
  ): Task {
    this.scheduler.checkOpen();
    const reference = this.#function(fn);
    if (!Array.isArray(args)) throw refuseArguments(args, reference.definition.name);
    const spread = args.length !== 1;
    const call = options === undefined ? null : this.#readCall(options);
    const lone = call !== null && (call.exclusive || call.transfer !== undefined) ? call : null;
    const last = this.scheduler.lastQueued;
    if (lone === null && last instanceof ApplyWork && last.accepts(reference, spread)) return last.push(args, state);
    const { kind } = this.#settings;
    let forget = (): void => undefined;
    const ended = (): void => {
      this.scheduler.end(work);
      forget();
    };
    const work = new ApplyWork({ fn: reference, kind, spread, lone, ended });
    const task = work.push(args, state);
    forget = this.#add(work, options?.signal);
    return task;
  }

  /** Starts a lazy map. */
  imap<R>(
    fn: AnyFunction | string,
    input: Iterable<unknown> | AsyncIterable<unknown>,
    options: ImapOptions,
    how: { spread: boolean; ordered: boolean },
  ): ImapIterator<R> {
    this.scheduler.checkOpen();
    const chunkSize = options.chunkSize ?? this.#settings.chunkSize ?? 1;
    const prefetch = options.prefetch ?? chunkSize * Math.max(16, 4 * this.scheduler.size);
    let forget = (): void => undefined;
    const buffer = new ImapBuffer(
      how.ordered,
      (count) => work.consumed(count),
      () => {
        work.stop();
        forget();
      },
    );
    const work = new ImapWork({
      fn: this.#function(fn),
      input,
      spread: how.spread,
      kind: this.#settings.kind,
      chunkSize,
      prefetch,
      ...this.#readCall(options),
      chunk: (result) => buffer.add(result),
      inputEnded: (count, failure) => buffer.end(count, failure),
      wake: () => this.scheduler.wake(work),
      ended: () => this.scheduler.end(work),
      fail: (error) => buffer.fail(error),
    });
    forget = this.#add(work, options.signal, (error) => buffer.fail(error));
    work.start();
    return new ImapIterator<R>(buffer);
  }

  #readCall({
    timeout,
    signal,
    transfer,
  }: CallOptions): Pick<MapWork, 'timeoutMs' | 'exclusive'> & Pick<CallOptions, 'transfer'> {
    const timeoutMs = readTimeout(timeout);
    return {
      timeoutMs,
      exclusive: signal !== undefined || timeoutMs !== null,
      ...(transfer !== undefined && { transfer }),
    };
  }

  /**
   * Passes work to the scheduler, and cancels it when the signal is aborted.
   * @param aborted called when that happens
   * @returns the function to call when the call has ended
   */
  #add(work: Work, signal: AbortSignal | undefined, aborted?: (error: Error) => void): () => void {
    this.scheduler.add(work);
    return this.#signals.add(signal, (error) => {
      this.scheduler.cancel(work, error);
      aborted?.(error);
    });
  }
}

/**
 * Determines the size of a pool from where it is created. In the main program: as requested. In a worker: the share of
 * cores left by the pools above, or as requested up to four workers per core over all pools, with a warning.
 * @param asked requested size, or `null` for the default
 * @throws {NestedPoolError} while a worker loads the module that creates the pool, and beyond the third level
 */
function nestPool(asked: number | null): Nesting {
  const cores = availableParallelism();
  const context = workerContext();
  if (context === null) {
    const size = asked ?? cores;
    return { size, depth: 1, siblings: size };
  }
  if (context.loading !== null) {
    throw new NestedPoolError(
      `A pool was made while a worker of another pool was loading ${context.loading}. Expected that loading the module starts ` +
        `nothing: every worker loads it again and would start more workers without end. Create pools only in the ` +
        `main program: import { isMain } from 'parallel-profiler' and put the code that makes the pool inside if (isMain) { ... }.`,
    );
  }
  if (context.depth >= deepestNesting) {
    throw new NestedPoolError(
      `A pool was made inside ${context.depth} nested pools; at most ${deepestNesting} levels are allowed. ` +
        `Let the outer pools do the work, or make the list of tasks flat and use one pool.`,
    );
  }
  const share = Math.max(1, Math.floor(cores / context.siblings));
  const most = Math.max(1, Math.floor((cores * workersPerCore) / context.siblings));
  const size = Math.min(asked ?? share, most);
  const siblings = context.siblings * size;
  if (siblings > cores) {
    emitWarning(
      `A pool of ${size} inside a worker of another pool: ${siblings} workers share ${cores} cores` +
        (asked !== null && size < asked ? ` (${asked} were asked for, ${size} are allowed here).` : '.'),
      { type: 'NestedPoolWarning' },
    );
  }
  return { size, depth: context.depth + 1, siblings };
}
