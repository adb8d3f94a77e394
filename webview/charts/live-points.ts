import type { Measurement } from '../../src/model/measurement.ts';
import type { StrategyName } from '../../src/model/plan.ts';
import { pairRounds } from '../../src/report/pair-rounds.ts';
import { median } from '../../src/report/statistics/median.ts';
import { labelStrategy } from '../../src/report/describe-strategy.ts';
import type { SpeedupPoint } from './speedup-series.ts';

/**
 * The points that can be told while a run goes on: the median over the rounds paired so far, and the range they span in
 * place of an interval. The report's interval comes when the run has ended.
 */
export function livePoints(measurements: readonly Measurement[]): SpeedupPoint[] {
  const serial = measurements.find((measurement) => measurement.configuration.strategy === 'serial');
  if (!serial) return [];
  return measurements.flatMap((measurement) => {
    if (measurement === serial) return [];
    const ratios = pairRounds(serial.rounds, measurement.rounds).map((pair) => pair.ratio);
    if (ratios.length === 0) return [];
    const { strategy, workers } = measurement.configuration;
    const label = labelStrategy(named(measurement), measurements.map(named));
    return [{ strategy, label, workers, speedup: median(ratios), low: Math.min(...ratios), high: Math.max(...ratios) }];
  });
}

function named({ configuration, chunkSize }: Measurement): {
  name: StrategyName;
  workers: number;
  chunkSize: number | null;
} {
  return { name: configuration.strategy, workers: configuration.workers, chunkSize };
}
