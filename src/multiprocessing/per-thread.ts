const key = Symbol.for('parallel-profiler.multiprocessing');

/**
 * Returns a value that exists once in this thread, even if the library's code was loaded twice (a worker program is a
 * separate bundle, and the user's module imports the library again).
 */
export function perThread<T>(name: string, make: () => T): T {
  const holder = globalThis as unknown as Record<symbol, Map<string, unknown> | undefined>;
  const values = (holder[key] ??= new Map<string, unknown>());
  if (!values.has(name)) values.set(name, make());
  return values.get(name) as T;
}
