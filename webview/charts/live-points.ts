import type { Measurement } from '../../src/model/measurement.ts';
import type { StrategyName } from '../../src/model/plan.ts';
import { labelStrategy } from '../../src/report/describe-strategy.ts';
import { speedupsSoFar } from '../../src/report/describe-so-far.ts';
import type { SpeedupPoint } from './speedup-series.ts';

/**
 * Returns the points during a run: the speedups so far, with the range of the rounds in place of an interval. The
 * report adds the interval when the run has ended.
 */
export function livePoints(measurements: readonly Measurement[]): SpeedupPoint[] {
  return speedupsSoFar(measurements).flatMap(({ configuration, ...range }) => {
    const measurement = measurements.find((one) => one.configuration === configuration);
    if (!measurement) return [];
    const { strategy, workers } = configuration;
    return [{ strategy, label: labelStrategy(named(measurement), measurements.map(named)), workers, ...range }];
  });
}

function named({ configuration, chunkSize }: Measurement): {
  name: StrategyName;
  workers: number;
  chunkSize: number | null;
} {
  return { name: configuration.strategy, workers: configuration.workers, chunkSize };
}
