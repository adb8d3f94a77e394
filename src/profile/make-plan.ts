import { workersOf, type Farm } from '../model/farm.ts';
import type { Inputs } from '../model/inputs.ts';
import type { Configuration, Plan, StrategyName } from '../model/plan.ts';
import type { Target } from '../model/target.ts';

/** Settings of a run; all have defaults. */
export interface PlanSettings {
  /** Worker counts to measure; `auto`: 1, 2, 4 ... up to the available cores, and twice that. */
  workers: readonly number[] | 'auto';
  /**
   * `auto`: serial, threads, processes, `async` for a function that returns a promise, and `bullmq` with an address of
   * Redis.
   */
  strategies: readonly StrategyName[] | 'auto';
  /** Items per message; `auto`: the pool's own default. */
  chunkSize: number | 'auto';
  budgetSeconds: number;
  /** Seconds that loading, the inputs or one call may take. */
  timeLimitSeconds: number;
  /** Whether to sample the lines of the function; always with a folder for CPU profiles. */
  hotLines: boolean;
  /** Whether a run on a busy machine waits a few seconds for other programs before it measures. */
  waitForQuiet: boolean;
  cpuProfileFolder: string | null;
  /** Address of Redis for `bullmq`; `null`: redis://localhost:6379, if that strategy is requested. */
  redis: string | null;
  /** Name of the queue; `null`: that of `parallel-profiler worker`. */
  queue: string | null;
}

export const defaultPlanSettings: PlanSettings = {
  workers: 'auto',
  strategies: 'auto',
  chunkSize: 'auto',
  budgetSeconds: 10,
  timeLimitSeconds: 60,
  hotLines: false,
  waitForQuiet: true,
  cpuProfileFolder: null,
  redis: null,
  queue: null,
};

/**
 * Number of concurrent promises in the `async` strategy: enough to show the cost of waiting, few enough for most
 * servers.
 */
const CONCURRENCY = 32;
/** A process takes tens of megabytes; with more processes at once, the run would measure memory limits. */
const MOST_PROCESSES = 64;

/**
 * Decides what to measure, before anything is known about the items.
 * @param farm the queue of `bullmq`, whose workers all take part; `null` without that strategy
 */
export function makePlan(
  target: Target,
  inputs: Inputs,
  settings: PlanSettings,
  cores: number,
  farm: Farm | null = null,
): Plan {
  const counts =
    settings.workers === 'auto' ? defaultWorkerCounts(cores) : [...new Set(settings.workers)].sort((a, b) => a - b);
  const strategies = settings.strategies === 'auto' ? defaultStrategies(target) : settings.strategies;
  const chunkSize = settings.chunkSize === 'auto' ? null : settings.chunkSize;
  const configurations: Configuration[] = [{ strategy: 'serial', workers: 1, chunkSize: null }];
  if (strategies.includes('async')) configurations.push({ strategy: 'async', workers: CONCURRENCY, chunkSize: null });
  for (const strategy of ['threads', 'processes'] as const) {
    if (!strategies.includes(strategy)) continue;
    for (const workers of counts) {
      if (strategy === 'threads' || workers <= MOST_PROCESSES) configurations.push({ strategy, workers, chunkSize });
    }
  }
  if (farm) configurations.push({ strategy: 'bullmq', workers: workersOf(farm), chunkSize });
  return {
    target,
    inputs,
    configurations,
    ...(farm && { farm }),
    thin: settings.workers === 'auto',
    budgetSeconds: settings.budgetSeconds,
    timeLimitSeconds: settings.timeLimitSeconds,
    waitForQuiet: settings.waitForQuiet,
    precision: 0.05,
    rounds: { min: 5, max: 40 },
    hotLines: settings.hotLines || settings.cpuProfileFolder !== null,
    cpuProfileFolder: settings.cpuProfileFolder,
    seed: 1,
  };
}

function defaultStrategies(target: Target): StrategyName[] {
  return target.async ? ['serial', 'async', 'threads', 'processes'] : ['serial', 'threads', 'processes'];
}

/**
 * Returns 1, 2, 4 ... below the number of cores, the number itself, and one step beyond, which shows the effect of more
 * workers than cores.
 */
function defaultWorkerCounts(cores: number): number[] {
  const counts: number[] = [];
  for (let count = 1; count < cores; count *= 2) counts.push(count);
  return [...counts, cores, cores * 2];
}
