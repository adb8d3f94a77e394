import { availableParallelism } from 'node:os';
import { type Configuration, isPoolStrategy } from '../../model/plan.ts';

/** Until workers with a core each are warm. */
const WARM_MS = 200;
/** Not longer, unless the first time through the items takes longer by itself. */
export const WARM_AT_MOST_MS = 1_000;

/**
 * How long to repeat the items before anything counts, in ms. Workers that share the cores share them in their warm-up as
 * well: 32 of them on 2 cores with one waiting task each took 53.7 ms for the first six passes and 52.2 ms after eighteen.
 */
export function warmUpMs(
  { strategy, workers }: Pick<Configuration, 'strategy' | 'workers'>,
  cores = availableParallelism(),
): number {
  const workersPerCore = isPoolStrategy(strategy) ? Math.max(1, workers / cores) : 1;
  return Math.min(WARM_AT_MOST_MS, WARM_MS * workersPerCore);
}
