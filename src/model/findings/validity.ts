import type { Neighbour } from '../measurement.ts';
import type { Family, StrategyArgs } from './family.ts';

/** Validity: how reliable the numbers of a run are. */
export interface ValidityArgs {
  'too-few-rounds': StrategyArgs & { rounds: number; wanted: number };
  'wide-interval': StrategyArgs & { low: number; high: number };
  /** Too few processes to separate the variation between processes from the strategy. */
  'replicas-unresolved': StrategyArgs & { replicas: number; between: number | null };
  /** A pass ends before clocks and samplers can see where its time goes. */
  /** `isMadeUp`: the items were generated, so more of them would say as little about the function. */
  'pass-too-short': { wallMs: number; count: number; isMadeUp?: true };
  /** `available`: cores that the run could use; absent in reports of earlier versions. */
  'background-load': { cores: number; available?: number; neighbours: Neighbour[] };
  'stolen-time': { share: number };
  throttled: StrategyArgs & { throttledMs: number };
  'suspicious-speedup': StrategyArgs & { speedup: number };
  'outlier-rounds': StrategyArgs & { outliers: number; rounds: number };
  /** The analysis of the source failed; the run is not affected. */
  'source-not-checked': { reason: string };
  /** The observed pass is far from the typical one, or parts of it could not be attributed. */
  'account-gap': StrategyArgs & { residual: number; unaccounted: number };
}

export const validity: Family<ValidityArgs> = {
  'too-few-rounds': {
    severity: 'warning',
    origins: ['validity'],
    covers: [],
    words: ({ strategy, workers, rounds, wanted }, say) =>
      `Only ${say.counted(rounds, 'round')} with ${say.strategy(strategy, workers)} fit into the budget; a reliable interval needs ${say.integer(wanted)}. Raise the budget or use fewer items.`,
  },
  'wide-interval': {
    severity: 'warning',
    origins: ['validity'],
    covers: [],
    words: ({ strategy, workers, low, high }, say) =>
      `The speedup with ${say.strategy(strategy, workers)} is uncertain (95% CI ${say.ratio(low)}–${say.ratio(high)}). A larger budget narrows the interval.`,
  },
  'replicas-unresolved': {
    severity: 'information',
    origins: ['validity'],
    covers: [],
    words: ({ strategy, workers, replicas, between }, say) => {
      const how = say.capitalised(say.strategy(strategy, workers));
      return replicas < 2
        ? `${how}: measured in one process only. JIT results vary between processes; a longer budget measures several.`
        : `${how}: ${say.counted(replicas, 'process', 'processes')} ${between === null ? 'are too few' : `differ by ${say.percent(between)}`}. JIT results vary between processes; a longer budget measures more.`;
    },
  },
  'pass-too-short': {
    severity: 'information',
    origins: ['validity'],
    covers: [],
    words: ({ wallMs, count, isMadeUp }, say) =>
      `${say.counted(count, 'item')} ${count === 1 ? 'takes' : 'take'} only ${say.duration(wallMs)} in total, which is too short to account for the time of workers. ${isMadeUp === true ? 'Use real inputs, which may take longer.' : 'Use more items.'}`,
  },
  'background-load': {
    severity: 'warning',
    origins: ['validity'],
    covers: ['shared-resource'],
    words: ({ cores, available, neighbours }, say) => {
      const busiest = neighbours.length > 0 ? ` (busiest: ${say.neighbours(neighbours)})` : '';
      const used = available === undefined ? say.cores(cores) : `${say.cores(cores)} of ${say.cores(available)}`;
      const unit = say.cores(available ?? cores) === '1' ? 'core' : 'cores';
      return `Other processes used ${used} ${unit}. Close them and profile again${busiest}.`;
    },
  },
  'stolen-time': {
    severity: 'warning',
    origins: ['validity'],
    covers: ['shared-resource'],
    words: ({ share }, say) =>
      `The hypervisor gave ${say.percent(share)} of the CPU time to other virtual machines. Profile again when the host is less busy.`,
  },
  throttled: {
    severity: 'warning',
    origins: ['validity'],
    covers: ['container-limits'],
    words: ({ strategy, workers, throttledMs }, say) =>
      `The CPU quota paused ${say.strategy(strategy, workers)} for ${say.duration(throttledMs)} in total. The quota limits this speedup, not the function.`,
  },
  'suspicious-speedup': {
    severity: 'error',
    origins: ['validity'],
    covers: [],
    words: ({ workers, speedup }, say) =>
      `${say.ratio(speedup)} with ${say.counted(workers, 'worker')} exceeds what the workers and cores can reach, so the serial baseline was too slow. Profile again.`,
  },
  'outlier-rounds': {
    severity: 'hint',
    origins: ['validity'],
    covers: [],
    words: ({ strategy, workers, outliers, rounds }, say) =>
      `${say.integer(outliers)} of ${say.counted(rounds, 'round')} with ${say.strategy(strategy, workers)} are outliers. They are included; the median is robust to them.`,
  },
  'source-not-checked': {
    severity: 'information',
    origins: ['validity'],
    covers: [],
    words: ({ reason }) =>
      `The source could not be checked for pitfalls: ${reason} The measurement is not affected; pitfalls in the code are missing from this report.`,
  },
  'account-gap': {
    severity: 'information',
    origins: ['validity'],
    covers: [],
    words: ({ strategy, workers, residual, unaccounted }, say) =>
      `The pass with ${say.strategy(strategy, workers)} that the time account is based on differs from a typical one by ${say.percent(residual)}, and ${say.percent(unaccounted)} of its time is not attributed. The speedup is not affected.`,
  },
};
