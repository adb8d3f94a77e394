import type { Family, StrategyArgs } from './family.ts';

/** Distribution: how items are divided among workers, and the cost of sending them. */
export interface DistributionArgs {
  'tasks-too-small': { taskMs: number; overheadMs: number; chunkSize: number };
  /** The times of single tasks are largely those of the clock; passes are timed as a whole. */
  'timer-saturated': { taskMs: number; clockMs: number };
  /** Larger chunks measured or predicted to be clearly faster. */
  'chunk-too-small': StrategyArgs & { chunkSize: number; better: number; speedup: number; betterSpeedup: number };
  'startup-not-repaid': StrategyArgs & { startupMs: number; count: number; breakEvenItems: number };
  unbalanced: StrategyArgs & { loadBalance: number; longestMs: number; meanMs: number };
  /** One task is so long that no number of workers helps: speedup cannot pass `bound`. */
  'one-long-task': { item: number; input: string; taskMs: number; share: number; bound: number };
  'fewer-items-than-workers': StrategyArgs & { count: number };
  'clone-dominates': StrategyArgs & { share: number; bytesPerItem: number };
  'main-thread-saturated': StrategyArgs & { share: number };
}

export const distribution: Family<DistributionArgs> = {
  'tasks-too-small': {
    severity: 'warning',
    origins: ['run'],
    covers: ['tasks-too-fine'],
    isFixable: true,
    words: ({ taskMs, overheadMs, chunkSize }, say) =>
      `A task takes ${say.duration(taskMs)}, and sending it to a worker and back costs ${say.duration(overheadMs)} (${say.counted(chunkSize, 'item')} per message). Give each call more to do, or raise the chunk size.`,
  },
  'timer-saturated': {
    severity: 'hint',
    origins: ['run'],
    covers: [],
    words: ({ taskMs, clockMs }, say) =>
      `A task takes ${say.duration(taskMs)}, and reading the clock ${say.duration(clockMs)}: what is said of single items, such as which are the slowest, is largely about the clock. Whole passes, and with them the speedup, are timed without it.`,
  },
  'chunk-too-small': {
    severity: 'information',
    origins: ['run'],
    covers: ['tasks-too-fine'],
    isFixable: true,
    words: ({ strategy, workers, chunkSize, better, speedup, betterSpeedup }, say) =>
      `Chunks of ${say.integer(chunkSize)} give ${say.ratio(speedup)} with ${say.strategy(strategy, workers)}; chunks of ${say.integer(better)} give ${say.ratio(betterSpeedup)}.`,
  },
  'startup-not-repaid': {
    severity: 'information',
    origins: ['run'],
    covers: ['repeated-start'],
    words: ({ strategy, workers, startupMs, count, breakEvenItems }, say) =>
      `Starting ${say.strategy(strategy, workers)} takes ${say.duration(startupMs)}, more than ${say.counted(count, 'item')} gain. It pays from ${say.counted(breakEvenItems, 'item')}, or when the pool is kept for the next call.`,
  },
  unbalanced: {
    severity: 'warning',
    origins: ['run'],
    covers: ['uneven-tasks'],
    words: ({ strategy, workers, loadBalance, longestMs, meanMs }, say) =>
      `The work is shared unevenly among ${say.strategy(strategy, workers)}: the longest worker was busy for ${say.duration(longestMs)}, the mean is ${say.duration(meanMs)} (load balance ${say.percent(loadBalance)}). Smaller chunks, or long items first, even it out.`,
  },
  'one-long-task': {
    severity: 'warning',
    origins: ['run'],
    covers: ['uneven-tasks'],
    words: ({ item, input, taskMs, share, bound }, say) =>
      `Item ${say.integer(item)} (${input}) alone takes ${say.duration(taskMs)}, ${say.percent(share)} of all the work, so that no number of workers can be faster than ${say.ratio(bound)}. Divide that item, or start it first.`,
  },
  'fewer-items-than-workers': {
    severity: 'warning',
    origins: ['run'],
    covers: ['uneven-tasks'],
    words: ({ workers, count }, say) =>
      `There are ${say.counted(count, 'item')} for ${say.counted(workers, 'worker')}, so ${say.counted(workers - count, 'worker')} had nothing to do. Divide the work into more items.`,
  },
  'clone-dominates': {
    severity: 'warning',
    origins: ['run'],
    covers: ['large-payload', 'repeated-payload'],
    words: ({ share, bytesPerItem }, say) =>
      `Copying arguments and results takes ${say.percent(share)} of the workers' time (${say.bytes(bytesPerItem)} per item). Send less, transfer ArrayBuffers, or share memory with a SharedArrayBuffer.`,
  },
  'main-thread-saturated': {
    severity: 'warning',
    origins: ['run'],
    covers: ['parent-saturated'],
    words: ({ share }, say) =>
      `The main thread is busy for ${say.percent(share)} of the time with sending and receiving, so more workers cannot help. Raise the chunk size, or return smaller results.`,
  },
};
