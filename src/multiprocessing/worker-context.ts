/** Describes the worker that this code runs in. One per thread or process, shared by every copy of the library. */
export interface WorkerContext {
  kind: 'threads' | 'processes';
  worker: number;
  /** How many pools are above: 1 in a pool of the main program. */
  depth: number;
  /** Workers that run at the same time, this one included, over all pools above. */
  siblings: number;
  /** The module that is being loaded; `null` once it is. */
  loading: string | null;
}

// The worker program and the user's copy of the library are separate bundles, so a module variable would not be shared.
const key = Symbol.for('parallel-profiler.worker-context');

/** Returns the context of this thread or process; `null` in the main program. */
export function workerContext(): WorkerContext | null {
  return (Reflect.get(globalThis, key) as WorkerContext | undefined) ?? null;
}

/** Marks this thread or process as a worker. Called once, before the user's module is loaded. */
export function enterWorkerContext(context: WorkerContext): void {
  Object.defineProperty(globalThis, key, { value: context });
  // Run from the sources, the worker program and the user's module share this file, which was loaded before.
  isMain = false;
}

/**
 * False in the workers of a pool, in threads as in processes: the guard for a module that makes a pool of itself, like
 * `if __name__ == '__main__'` in Python. (`isMainThread` of `node:worker_threads` is true in a child process.)
 */
export let isMain: boolean = workerContext() === null;
