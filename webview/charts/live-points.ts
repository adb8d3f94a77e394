import type { Measurement } from '../../src/model/measurement.ts';
import type { StrategyName } from '../../src/model/plan.ts';
import { pairRounds } from '../../src/report/pair-rounds.ts';
import { fitTimes } from '../../src/report/statistics/estimate-times.ts';
import { labelStrategy } from '../../src/report/describe-strategy.ts';
import type { SpeedupPoint } from './speedup-series.ts';

/**
 * The points so far, by the same model as in the report, and as a range the speedups of single rounds. The intervals come with
 * the report.
 */
export function livePoints(measurements: readonly Measurement[]): SpeedupPoint[] {
  const serial = measurements.find((measurement) => measurement.configuration.strategy === 'serial');
  if (!serial) return [];
  const ordered = [serial, ...measurements.filter((measurement) => measurement !== serial)];
  const times = fitTimes(ordered.map(({ rounds }) => rounds));
  return ordered.flatMap((measurement, index) => {
    const fitted = times[index];
    if (measurement === serial || !fitted) return [];
    const ratios = pairRounds(serial.rounds, measurement.rounds).map((pair) => pair.ratio);
    const { strategy, workers } = measurement.configuration;
    const label = labelStrategy(named(measurement), measurements.map(named));
    const { speedup } = fitted;
    return [
      { strategy, label, workers, speedup, low: Math.min(speedup, ...ratios), high: Math.max(speedup, ...ratios) },
    ];
  });
}

function named({ configuration, chunkSize }: Measurement): {
  name: StrategyName;
  workers: number;
  chunkSize: number | null;
} {
  return { name: configuration.strategy, workers: configuration.workers, chunkSize };
}
