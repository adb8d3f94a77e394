import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Where downloaded editors and Nodes are kept between runs: `PARALLEL_PROFILER_CACHE`, else `.cache` in the repository. Made when
 * missing.
 */
export function cacheFolder(name: string): string {
  const base = process.env['PARALLEL_PROFILER_CACHE'] ?? join(import.meta.dirname, '../../.cache');
  const folder = join(base, name);
  mkdirSync(folder, { recursive: true });
  return folder;
}
