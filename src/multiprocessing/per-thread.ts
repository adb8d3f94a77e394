const key = Symbol.for('parallel-profiler.multiprocessing');

/**
 * A value that exists once in this thread, even when the library's code was loaded twice (a worker program is a bundle of
 * its own, and the user's module imports the library once more).
 */
export function perThread<T>(name: string, make: () => T): T {
  const holder = globalThis as unknown as Record<symbol, Map<string, unknown> | undefined>;
  const values = (holder[key] ??= new Map<string, unknown>());
  if (!values.has(name)) values.set(name, make());
  return values.get(name) as T;
}
