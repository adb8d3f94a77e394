import type { Configuration } from '../../model/plan.ts';
import { configurationMs, type Costs, roomBeside } from './choose-configurations.ts';

/** Below this, what it costs to send a task is worth a look. */
const SHORT_TASK_MS = 1;
/** One message costs about this much; a pass with chunks of one must stay affordable. */
const MESSAGE_MS = 0.05;

/**
 * Further configurations that show what the chunk size does: one item per message and one message per worker, beside the
 * pool's default. Only for short tasks, for threads on all cores, and as far as the budget has room beside the chosen ones.
 */
export function sweepChunkSizes(
  configurations: readonly Configuration[],
  costs: Costs & { items: number; budgetMs: number },
): Configuration[] {
  const { serialMs, items, cores, budgetMs } = costs;
  const base = configurations.find(({ strategy, workers }) => strategy === 'threads' && workers === cores);
  if (base?.chunkSize !== null || serialMs / items >= SHORT_TASK_MS || items <= 4 * cores) return [];
  const defaultSize = Math.ceil(items / (4 * cores));
  const sizes = [Math.ceil(items / cores)];
  if (items * MESSAGE_MS < budgetMs / 10) sizes.unshift(1);
  const room = Math.floor(roomBeside(configurations, costs) / configurationMs(base, costs));
  return sizes
    .filter((size) => size !== defaultSize)
    .slice(0, Math.max(0, room))
    .map((chunkSize) => ({ ...base, chunkSize }));
}
