import { callOptions, type CallOptions } from './call-options.ts';
import { checkCount } from '../options/option-checks.ts';
import { isIterable, refuseItems } from './collect-items.ts';
import { readOptions, type OptionTable } from '../options/read-options.ts';
import { runUserCode } from '../user-code.ts';

/** The iterables of a map, one for each argument. */
export type Iterables<A extends readonly unknown[]> = { [K in keyof A]: Iterable<A[K]> };

/** Options of an executor's map. */
export interface ExecutorMapOptions extends CallOptions {
  /** Longest time in ms from the call until a requested result is available. (A pool's `timeout` is per item.) */
  timeout?: number;
  /** Items per message. Default 1. */
  chunkSize?: number;
  /** Maximum number of calls submitted ahead of the consumer. Default: all. Cannot be combined with `timeout`. */
  bufferSize?: number;
}

const executorMapOptions: OptionTable<ExecutorMapOptions> = {
  checks: { chunkSize: checkCount, bufferSize: checkCount, ...callOptions.checks },
};

/**
 * Separates the iterables of a `map` from the options after them.
 * @throws {TypeError} for anything else among the iterables, or if there are none
 */
export function readMapArguments(rest: readonly unknown[]): {
  iterables: Iterable<unknown>[];
  options: ExecutorMapOptions;
} {
  const last = rest.at(-1);
  const hasOptions = typeof last === 'object' && last !== null && !isIterable(last) && rest.length > 1;
  const options = hasOptions ? readOptions('executor.map', last, executorMapOptions) : {};
  const iterables = hasOptions ? rest.slice(0, -1) : rest;
  for (const iterable of iterables) if (!isIterable(iterable)) throw refuseItems(iterable);
  if (iterables.length === 0) throw refuseItems(undefined);
  return { iterables: iterables as Iterable<unknown>[], options };
}

/** Yields the first items of all iterables, then the second ones, until the shortest ends. */
export function* zip(iterables: readonly Iterable<unknown>[]): Generator<unknown[]> {
  const iterators: Iterator<unknown>[] = [];
  let ended: Iterator<unknown> | null = null;
  try {
    for (const iterable of iterables) iterators.push(iterable[Symbol.iterator]());
    while (iterators.length > 0) {
      const items: unknown[] = [];
      for (const iterator of iterators) {
        // An iterator that throws has ended, like one that is done: only the others are closed.
        ended = iterator;
        const next = iterator.next();
        if (next.done === true) return;
        ended = null;
        items.push(next.value);
      }
      yield items;
    }
  } finally {
    for (const iterator of iterators) if (iterator !== ended) close(iterator);
  }
}

function close(iterator: Iterator<unknown>): void {
  runUserCode('An iterable of an executor, while it was closed,', 'PoolInputWarning', () => iterator.return?.());
}
