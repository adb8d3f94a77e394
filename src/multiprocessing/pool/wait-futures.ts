import { clearTimeout, setTimeout } from 'node:timers';
import { describeValue } from '../describe-value.ts';
import { TimeoutError } from '../wire/errors.ts';
import { Fifo } from './fifo.ts';
import { Future, hasFailed } from './future.ts';
import { checkTime, checkWord, readTimeout } from '../options/option-checks.ts';
import { isIterable } from './collect-items.ts';
import { readOptions, type OptionTable } from '../options/read-options.ts';

/** When `wait` returns. */
export type ReturnWhen = 'FIRST_COMPLETED' | 'FIRST_EXCEPTION' | 'ALL_COMPLETED';
/** Makes `wait` return when any future is done. */
export const FIRST_COMPLETED: ReturnWhen = 'FIRST_COMPLETED';
/** Makes `wait` return when any future has failed, or all are done. */
export const FIRST_EXCEPTION: ReturnWhen = 'FIRST_EXCEPTION';
/** Makes `wait` return when all futures are done. */
export const ALL_COMPLETED: ReturnWhen = 'ALL_COMPLETED';

/** Options of `wait`. */
export interface WaitOptions {
  /** Longest time in ms. Default: none. */
  timeout?: number;
  /** Default: `ALL_COMPLETED`. */
  returnWhen?: ReturnWhen;
}

const waitOptions: OptionTable<WaitOptions> = {
  checks: { timeout: checkTime, returnWhen: checkWord([FIRST_COMPLETED, FIRST_EXCEPTION, ALL_COMPLETED]) },
  positional: 'timeout',
};

/** Waits for futures, at most `timeout` ms, and separates those that are done from those that are not. */
export async function wait<R>(
  futures: Iterable<Future<R>>,
  options?: WaitOptions,
): Promise<{ done: Set<Future<R>>; notDone: Set<Future<R>> }> {
  const all = [...readFutures(futures)];
  const { returnWhen = ALL_COMPLETED, timeout } = readOptions('wait', options, waitOptions);
  const limit = readTimeout(timeout);
  const pending = all.filter((future) => !future.done());
  let left = pending.length;
  let failed = all.some((future) => hasFailed(future));
  const isEnough = (): boolean =>
    left === 0 || (returnWhen === FIRST_COMPLETED && left < all.length) || (returnWhen === FIRST_EXCEPTION && failed);
  if (!isEnough()) {
    await new Promise<void>((resolve) => {
      const timer = limit === null ? undefined : setTimeout(resolve, limit);
      for (const future of pending) {
        future.addDoneCallback(() => {
          left--;
          failed ||= hasFailed(future);
          if (!isEnough()) return;
          clearTimeout(timer);
          resolve();
        });
      }
    });
  }
  const done = new Set<Future<R>>();
  const notDone = new Set<Future<R>>();
  for (const future of all) (future.done() ? done : notDone).add(future);
  return { done, notDone };
}

/**
 * Yields each future once when it is done, starting with those already done.
 * @param timeoutMs longest time for all of them together, from the call
 * @throws {TimeoutError} during the iteration, with the number of futures left
 */
export function asCompleted<R>(futures: Iterable<Future<R>>, timeoutMs?: number): AsyncIterableIterator<Future<R>> {
  const all = readFutures(futures);
  const limit = readTimeout(timeoutMs);
  const deadline = limit === null ? Infinity : performance.now() + limit;
  const ready = new Fifo<Future<R>>();
  let wake = (): void => undefined;
  let given = 0;
  for (const future of all) {
    if (future.done()) ready.push(future);
    else {
      future.addDoneCallback(() => {
        ready.push(future);
        wake();
      });
    }
  }
  // Not an async generator, because that would await the values it yields.
  return {
    async next() {
      if (given === all.size) return { value: undefined, done: true };
      while (ready.length === 0) {
        const leftMs = deadline - performance.now();
        if (leftMs <= 0) throw new TimeoutError(`${all.size - given} (of ${all.size}) futures unfinished`);
        await new Promise<void>((resolve) => {
          const timer = leftMs === Infinity ? undefined : setTimeout(resolve, leftMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      const value = ready.shift();
      given++;
      return value === undefined ? { value: undefined, done: true } : { value, done: false };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/** @throws {TypeError} unless they are an iterable of futures */
function readFutures<R>(futures: Iterable<Future<R>>): Set<Future<R>> {
  const given: unknown = futures;
  if (!isIterable(given))
    throw new TypeError(`Expected an iterable of futures such as an array, found ${describeValue(given)}.`);
  const all = new Set(given);
  for (const future of all) {
    if (future instanceof Future) continue;
    const found = describeValue(future);
    throw new TypeError(`Expected futures, the results of submit(), found ${found}. Use Promise.all for promises.`);
  }
  return all as Set<Future<R>>;
}
