import type { Inputs } from './inputs.mjs';
import type { Target } from './target.mjs';
/** Ways to run the items. `async`: one thread, promises with a concurrency limit. */
export type StrategyName = 'serial' | 'async' | 'threads' | 'processes';
/** Whether a strategy has workers that take chunks of items. */
export declare function isPoolStrategy(name: StrategyName): name is 'threads' | 'processes';
/** One thing to measure: a strategy at a worker count and a chunk size. */
export interface Configuration {
  strategy: StrategyName;
  /** Pool workers; 1 for `serial`; the concurrency limit for `async`. */
  workers: number;
  /** Items sent per message; `null`: the pool's default, ceil(n / (4 x workers)), or not applicable. */
  chunkSize: number | null;
}
/** Everything the engine needs for a run, as plain data. */
export interface Plan {
  target: Target;
  inputs: Inputs;
  /** Baseline first. */
  configurations: Configuration[];
  /**
   * Whether configurations that do not fit into the budget may be left out. Of those that the user requested, only
   * those with long passes are.
   */
  thin: boolean;
  /** Seconds the measurement may take. The baseline and one pool always run, even if they exceed it. */
  budgetSeconds: number;
  /** Seconds without a sign of life after which loading, the inputs or a call are stopped. */
  timeLimitSeconds: number;
  /** Rounds stop when every 95% interval of a speedup is narrower than this share of its value. */
  precision: number;
  /** Minimum and maximum number of paired rounds. */
  rounds: {
    min: number;
    max: number;
  };
  /** Absolute path of the folder for `.cpuprofile` files; `null`: none are written. */
  cpuProfileFolder: string | null;
  /** Seed for everything random in the analysis of this run. */
  seed: number;
}
//# sourceMappingURL=plan.d.mts.map
