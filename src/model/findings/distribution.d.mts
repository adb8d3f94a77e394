import type { Family, StrategyArgs } from './family.mjs';
/** Distribution: how items are divided among workers, and the cost of sending them. */
export interface DistributionArgs {
  'tasks-too-small': {
    taskMs: number;
    overheadMs: number;
    chunkSize: number;
  };
  /** The times of single tasks consist largely of clock overhead; passes are timed as a whole. */
  'timer-saturated': {
    taskMs: number;
    clockMs: number;
  };
  /** Larger chunks measured or predicted to be clearly faster. */
  'chunk-too-small': StrategyArgs & {
    chunkSize: number;
    better: number;
    speedup: number;
    betterSpeedup: number;
  };
  'startup-not-repaid': StrategyArgs & {
    startupMs: number;
    count: number;
    breakEvenItems: number;
  };
  unbalanced: StrategyArgs & {
    loadBalance: number;
    longestMs: number;
    meanMs: number;
  };
  /** One task is so long that no number of workers helps: speedup cannot pass `bound`. */
  'one-long-task': {
    item: number;
    input: string;
    taskMs: number;
    share: number;
    bound: number;
  };
  'fewer-items-than-workers': StrategyArgs & {
    count: number;
  };
  'clone-dominates': StrategyArgs & {
    share: number;
    bytesPerItem: number;
  };
  'main-thread-saturated': StrategyArgs & {
    share: number;
  };
}
export declare const distribution: Family<DistributionArgs>;
//# sourceMappingURL=distribution.d.mts.map
