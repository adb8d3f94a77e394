import type { Neighbour } from '../measurement.ts';
import type { Family, StrategyArgs } from './family.ts';

/** Validity: how far the numbers of a run can be trusted. */
export interface ValidityArgs {
  'too-few-rounds': StrategyArgs & { rounds: number; wanted: number };
  'wide-interval': StrategyArgs & { low: number; high: number };
  /** Too few processes to separate the variation between processes from the strategy. */
  'replicas-unresolved': StrategyArgs & { replicas: number; between: number | null };
  /** A pass is over before clocks and samplers see where its time goes. */
  'pass-too-short': { wallMs: number; count: number };
  'background-load': { cores: number; neighbours: Neighbour[] };
  'stolen-time': { share: number };
  throttled: StrategyArgs & { throttledMs: number };
  'suspicious-speedup': StrategyArgs & { speedup: number };
  'outlier-rounds': StrategyArgs & { outliers: number; rounds: number };
  /** The observed pass is far from the typical one, or parts of it could not be attributed. */
  'account-gap': StrategyArgs & { residual: number; unaccounted: number };
}

export const validity: Family<ValidityArgs> = {
  'too-few-rounds': {
    severity: 'warning',
    origins: ['validity'],
    covers: [],
    words: ({ strategy, workers, rounds, wanted }, say) =>
      `Only ${say.counted(rounds, 'round')} with ${say.strategy(strategy, workers)} fitted into the budget; ${say.integer(wanted)} are wanted for an interval that means something. Raise the budget or use fewer items.`,
  },
  'wide-interval': {
    severity: 'warning',
    origins: ['validity'],
    covers: [],
    words: ({ strategy, workers, low, high }, say) =>
      `The speedup with ${say.strategy(strategy, workers)} lies somewhere between ${say.ratio(low)} and ${say.ratio(high)}. A larger budget narrows this.`,
  },
  'replicas-unresolved': {
    severity: 'information',
    origins: ['validity'],
    covers: [],
    words: ({ strategy, workers, replicas, between }, say) => {
      const seen = between === null ? '' : `, which differ by ${say.percent(between)}`;
      return `${say.capitalised(say.strategy(strategy, workers))} ran in only ${say.counted(replicas, 'fresh process', 'fresh processes')}${seen}. Each process keeps the machine code that it happened to get; the same function may be that much faster or slower elsewhere.`;
    },
  },
  'pass-too-short': {
    severity: 'information',
    origins: ['validity'],
    covers: [],
    words: ({ wallMs, count }, say) =>
      `${say.counted(count, 'item')} take only ${say.duration(wallMs)} in all: too short to see where the time of the workers goes, and shorter than any pool takes to start. Use more items.`,
  },
  'background-load': {
    severity: 'warning',
    origins: ['validity'],
    covers: ['shared-resource'],
    words: ({ cores, neighbours }, say) =>
      `Other processes used ${cores.toFixed(1)} cores during the measurement${neighbours.length > 0 ? `: ${say.neighbours(neighbours)}` : ''}. Close them, or measure again when they are idle.`,
  },
  'stolen-time': {
    severity: 'warning',
    origins: ['validity'],
    covers: ['shared-resource'],
    words: ({ share }, say) =>
      `The hypervisor took ${say.percent(share)} of the CPU time for other machines, so the numbers depend on them.`,
  },
  throttled: {
    severity: 'warning',
    origins: ['validity'],
    covers: ['container-limits'],
    words: ({ strategy, workers, throttledMs }, say) =>
      `The control group's quota stopped ${say.strategy(strategy, workers)} for ${say.duration(throttledMs)} in all. The speedup is that of the quota, not of the function.`,
  },
  'suspicious-speedup': {
    severity: 'error',
    origins: ['validity'],
    covers: [],
    words: ({ workers, speedup }, say) =>
      `${say.ratio(speedup)} with ${say.counted(workers, 'worker')} is more than workers and cores can give. The serial baseline was slower than it should be (cold code, memory, another process); do not rely on this number.`,
  },
  'outlier-rounds': {
    severity: 'hint',
    origins: ['validity'],
    covers: [],
    words: ({ strategy, workers, outliers, rounds }, say) =>
      `${say.integer(outliers)} of ${say.counted(rounds, 'round')} with ${say.strategy(strategy, workers)} lie far from the others. They are counted in: the median bears them.`,
  },
  'account-gap': {
    severity: 'information',
    origins: ['validity'],
    covers: [],
    words: ({ strategy, workers, residual, unaccounted }, say) =>
      `The pass with ${say.strategy(strategy, workers)} that explains where the time went differs from a typical one by ${say.percent(residual)}; ${say.percent(unaccounted)} of the workers' time is not attributed. The speedup is not affected, the shares of its losses may be off by as much.`,
  },
};
