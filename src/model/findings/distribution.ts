import type { Family, StrategyArgs } from './family.ts';

/** Distribution: how items are divided among workers, and the cost of sending them. */
export interface DistributionArgs {
  'tasks-too-small': { taskMs: number; overheadMs: number; chunkSize: number };
  /** The times of single tasks consist largely of clock overhead; passes are timed as a whole. */
  /** Jobs of a queue. `better`: a chunk size whose jobs last long enough; `null` if the items are too few for it. */
  'jobs-too-small': { jobMs: number; costMs: number; chunkSize: number; better: number | null };
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
      `A task takes ${say.duration(taskMs)}; sending it to a worker and back adds ${say.duration(overheadMs)} (${say.counted(chunkSize, 'item')} per message). Do more work per call, or raise the chunk size.`,
  },
  'jobs-too-small': {
    severity: 'warning',
    origins: ['run'],
    covers: ['tasks-too-fine'],
    words: ({ jobMs, costMs, chunkSize, better }, say) =>
      `A job of the queue takes ${say.duration(jobMs)} (chunk size ${say.integer(chunkSize)}) and costs another ${say.duration(costMs)}. Jobs should last 20 to 50 ms: ${better === null ? 'these items are too few for a queue' : `use a chunk size of ${say.integer(better)}`}.`,
  },
  'timer-saturated': {
    severity: 'hint',
    origins: ['run'],
    covers: [],
    words: ({ taskMs, clockMs }, say) =>
      `A task takes ${say.duration(taskMs)} and reading the clock takes ${say.duration(clockMs)}: per-item times are close to the clock's resolution, and the ranking of slow items is unreliable. The speedup is not affected.`,
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
      `Starting ${say.strategy(strategy, workers)} takes ${say.duration(startupMs)}, longer than the time saved on ${say.counted(count, 'item')}. Reuse the pool between calls, or process at least ${say.counted(breakEvenItems, 'item')}.`,
  },
  unbalanced: {
    severity: 'warning',
    origins: ['run'],
    covers: ['uneven-tasks'],
    words: ({ strategy, workers, loadBalance, longestMs, meanMs }, say) =>
      `Load imbalance with ${say.strategy(strategy, workers)}: the busiest worker ran for ${say.duration(longestMs)}, the average for ${say.duration(meanMs)} (load balance ${say.percent(loadBalance)}). Use smaller chunks, or start long items first.`,
  },
  'one-long-task': {
    severity: 'warning',
    origins: ['run'],
    covers: ['uneven-tasks'],
    words: ({ item, input, taskMs, share, bound }, say) =>
      `Item ${say.integer(item)} (${input}) takes ${say.duration(taskMs)}, ${say.percent(share)} of all work, which limits the speedup to ${say.ratio(bound)} with any number of workers. ${item === 0 ? 'Split that item.' : 'Split that item, or start it first.'}`,
  },
  'fewer-items-than-workers': {
    severity: 'warning',
    origins: ['run'],
    covers: ['uneven-tasks'],
    words: ({ workers, count }, say) =>
      `${say.counted(workers - count, 'worker')} of ${say.integer(workers)} had nothing to do: there ${count === 1 ? 'is' : 'are'} only ${say.counted(count, 'item')}. Split the work into more items.`,
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
      `The main thread spends ${say.percent(share)} of the time sending and receiving, so more workers cannot help. Raise the chunk size, or return smaller results.`,
  },
};
