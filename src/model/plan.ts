import type { Farm } from './farm.ts';
import type { Inputs } from './inputs.ts';
import type { Target } from './target.ts';

/** Ways to run the items. `async`: one thread, promises with a concurrency limit. */
export type StrategyName = 'serial' | 'async' | 'threads' | 'processes' | 'bullmq';

/** Strategies with workers. `bullmq`: processes on any number of machines, which take jobs from a queue. */
export type PoolName = 'threads' | 'processes' | 'bullmq';

/** Whether a strategy has workers that take chunks of items. */
export function isPoolStrategy(name: StrategyName): name is PoolName {
  return name === 'bullmq' || isLocalPool(name);
}

/** Whether a strategy is a pool whose workers run on the measured machine. */
export function isLocalPool(name: StrategyName): name is 'threads' | 'processes' {
  return name === 'threads' || name === 'processes';
}

/** One thing to measure: a strategy at a worker count and a chunk size. */
export interface Configuration {
  strategy: StrategyName;
  /** Pool workers; 1 for `serial`; the concurrency limit for `async`. */
  workers: number;
  /** Items sent per message; `null`: the pool's default, ceil(n / (4 x workers)), or not applicable. */
  chunkSize: number | null;
}

/** Time limit of the wait for other programs. */
export const MOST_WAIT_SECONDS = 5;

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
  /** Whether the measurement waits, for at most `MOST_WAIT_SECONDS`, until other programs leave the cores. */
  waitForQuiet: boolean;
  /** Rounds stop when every 95% interval of a speedup is narrower than this share of its value. */
  precision: number;
  /** Minimum and maximum number of paired rounds. */
  rounds: { min: number; max: number };
  /** Whether to sample the lines of the function with the CPU profiler, after the measurement. */
  hotLines: boolean;
  /** Absolute path of the folder for `.cpuprofile` files; `null`: none are kept. */
  cpuProfileFolder: string | null;
  /** The queue of the strategy `bullmq`; absent without it. */
  farm?: Farm;
  /** Seed for everything random in the analysis of this run. */
  seed: number;
}
