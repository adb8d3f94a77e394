import type { Neighbour } from '../measurement.mjs';
import type { Family, StrategyArgs } from './family.mjs';
/** Validity: how reliable the numbers of a run are. */
export interface ValidityArgs {
  'too-few-rounds': StrategyArgs & {
    rounds: number;
    wanted: number;
  };
  'wide-interval': StrategyArgs & {
    low: number;
    high: number;
  };
  /** Too few processes to separate the variation between processes from the strategy. */
  'replicas-unresolved': StrategyArgs & {
    replicas: number;
    between: number | null;
  };
  /** A pass ends before clocks and samplers can see where its time goes. */
  'pass-too-short': {
    wallMs: number;
    count: number;
  };
  /** `available`: cores that the run could use; absent in reports of earlier versions. */
  'background-load': {
    cores: number;
    available?: number;
    neighbours: Neighbour[];
  };
  'stolen-time': {
    share: number;
  };
  throttled: StrategyArgs & {
    throttledMs: number;
  };
  'suspicious-speedup': StrategyArgs & {
    speedup: number;
  };
  'outlier-rounds': StrategyArgs & {
    outliers: number;
    rounds: number;
  };
  /** The analysis of the source failed; the run is not affected. */
  'source-not-checked': {
    reason: string;
  };
  /** The observed pass is far from the typical one, or parts of it could not be attributed. */
  'account-gap': StrategyArgs & {
    residual: number;
    unaccounted: number;
  };
}
export declare const validity: Family<ValidityArgs>;
//# sourceMappingURL=validity.d.mts.map
