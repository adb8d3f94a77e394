import { poolLibraries, type PoolLibrary } from '../../model/change.ts';

const threadPools: readonly PoolLibrary[] = ['piscina', 'tinypool'];

/** Returns the libraries for generated code, the default first: a thread pool that the project has, otherwise Piscina. */
export function orderLibraries(missing: readonly PoolLibrary[]): PoolLibrary[] {
  const installed = threadPools.filter((library) => !missing.includes(library));
  return [...new Set([...installed, ...threadPools, ...poolLibraries])];
}
