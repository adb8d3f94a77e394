import { TimeoutError } from './errors.ts';
import type { Future } from './future.ts';
import { readTimeout } from './pool-options.ts';

/** When `wait` returns. */
export type ReturnWhen = 'FIRST_COMPLETED' | 'FIRST_EXCEPTION' | 'ALL_COMPLETED';
/** Returns when any future is done. */
export const FIRST_COMPLETED: ReturnWhen = 'FIRST_COMPLETED';
/** Returns when any future has failed, or all are done. */
export const FIRST_EXCEPTION: ReturnWhen = 'FIRST_EXCEPTION';
/** Returns when all futures are done. */
export const ALL_COMPLETED: ReturnWhen = 'ALL_COMPLETED';

/**
 * Waits for futures, at most `timeout` ms, and parts them into those that are done and those that are not.
 */
export async function wait<R>(
  futures: Iterable<Future<R>>,
  options: { timeout?: number; returnWhen?: ReturnWhen } = {},
): Promise<{ done: Set<Future<R>>; notDone: Set<Future<R>> }> {
  const all = new Set(futures);
  const returnWhen = options.returnWhen ?? ALL_COMPLETED;
  const limit = readTimeout(options.timeout);
  const done = (): Set<Future<R>> => new Set([...all].filter((future) => future.done()));
  let failed = false;
  for (const future of all) {
    if (future.done() && !future.cancelled() && (await future.exception()) !== null) failed = true;
  }
  await new Promise<void>((resolve) => {
    const timer = limit === null ? undefined : setTimeout(resolve, limit);
    const check = (): void => {
      const count = done().size;
      const enough =
        count === all.size ||
        (returnWhen === FIRST_COMPLETED && count > 0) ||
        (returnWhen === FIRST_EXCEPTION && failed);
      if (!enough) return;
      clearTimeout(timer);
      resolve();
    };
    for (const future of all) {
      if (future.done()) continue;
      future.addDoneCallback(() => {
        if (future.cancelled()) check();
        else {
          void future.exception().then((error) => {
            failed ||= error !== null;
            check();
          });
        }
      });
    }
    check();
  });
  const finished = done();
  return { done: finished, notDone: new Set([...all].filter((future) => !finished.has(future))) };
}

/**
 * Gives futures as they are done, those that are done already first, each once.
 * @param timeoutMs longest time for all of them together, from the call
 * @throws {TimeoutError} from the iteration, saying how many are left
 */
export function asCompleted<R>(futures: Iterable<Future<R>>, timeoutMs?: number): AsyncIterableIterator<Future<R>> {
  const all = new Set(futures);
  const limit = readTimeout(timeoutMs);
  const deadline = limit === null ? Infinity : performance.now() + limit;
  const ready: Future<R>[] = [];
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
  // Not an async generator: that would await what it yields.
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
