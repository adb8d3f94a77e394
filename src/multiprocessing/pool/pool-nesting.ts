import { availableParallelism } from 'node:os';
import { emitWarning } from 'node:process';
import { NestedPoolError } from '../wire/errors.ts';
import { workerPlace } from '../worker-place.ts';

/** Pools in workers of pools, at most this deep: deeper is a mistake that multiplies. */
const deepest = 3;
/** All pools together have at most this many workers per core. */
const workersPerCore = 4;

/** The size of a pool here, and the place that its workers report. */
export interface Nesting {
  size: number;
  depth: number;
  siblings: number;
}

/**
 * Sizes a pool by where it is made. In the main program: as asked. In a worker: the share of the cores that the pools above
 * leave, or as asked up to four workers per core over all pools, with a warning.
 * @param asked size asked for, or `null` for the default
 * @throws {NestedPoolError} while a worker loads the module that makes the pool, and beyond the third level
 */
export function nestPool(asked: number | null): Nesting {
  const cores = availableParallelism();
  const place = workerPlace();
  if (place === null) {
    const size = asked ?? cores;
    return { size, depth: 1, siblings: size };
  }
  if (place.loading !== null) {
    throw new NestedPoolError(
      `A pool was made while a worker of another pool was loading ${place.loading}. Expected that loading the module starts ` +
        `nothing: every worker loads it again, and each would start workers of its own without end. Make pools only in the ` +
        `main program: import { isMain } from 'parallel-profiler' and put the code that makes the pool inside if (isMain) { ... }.`,
    );
  }
  if (place.depth >= deepest) {
    throw new NestedPoolError(
      `A pool was made inside ${place.depth} nested pools; at most ${deepest} levels are allowed. ` +
        `Let the outer pools do the work, or make the list of tasks flat and use one pool.`,
    );
  }
  const share = Math.max(1, Math.floor(cores / place.siblings));
  const most = Math.max(1, Math.floor((cores * workersPerCore) / place.siblings));
  const size = Math.min(asked ?? share, most);
  const siblings = place.siblings * size;
  if (siblings > cores) {
    emitWarning(
      `A pool of ${size} inside a worker of another pool: ${siblings} workers share ${cores} cores` +
        (asked !== null && size < asked ? ` (${asked} were asked for, ${size} are allowed here).` : '.'),
      { type: 'NestedPoolWarning' },
    );
  }
  return { size, depth: place.depth + 1, siblings };
}
