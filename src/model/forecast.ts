import type { MemoryDemand, PoolModel, PredictionPoint, Report } from './report.ts';

/** Expected speedup of a pool on a machine that may differ from the measured one. */
export interface ForecastPoint extends PredictionPoint {
  workers: number;
}

/** Output of `parallel-profiler predict --format json`. */
export interface Forecast {
  version: 1;
  target: Report['target'];
  /** When the underlying report was measured, ISO 8601. */
  startedAt: string;
  kind: PoolModel['kind'];
  items: number;
  /** Memory bandwidth of the other machines relative to the measured one. */
  bandwidth: number;
  /** Cores of the measured machine that could be used at once. */
  measuredCores: number;
  /** The function's demand on memory bandwidth; `null` if not measured, in which case `bandwidth` matters little. */
  memory: MemoryDemand | null;
  /** In the requested order. */
  points: ForecastPoint[];
}
