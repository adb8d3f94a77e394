import { Pool, type PoolOptions } from '../../src/multiprocessing/index.ts';

/** Every promise is held to threads and processes with one body. */
export const kinds = ['threads', 'processes'] as const;
export type Kind = (typeof kinds)[number];

/** The module whose functions the tests run. */
export const tasks = new URL('./fixtures/tasks.ts', import.meta.url);

/** A pool of two over the task fixtures. */
export function poolOf(kind: Kind, options: PoolOptions = {}): Pool {
  return new Pool(tasks, { kind, processes: 2, ...options });
}

/** Returns the reason of a rejected promise; fails the test if it was fulfilled. */
export async function rejection(promise: PromiseLike<unknown>): Promise<Error & Record<string, unknown>> {
  try {
    await promise;
  } catch (error) {
    return error as Error & Record<string, unknown>;
  }
  throw new Error('expected a rejection');
}
