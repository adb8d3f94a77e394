import type { Measurement } from '../model/measurement.ts';
import type { Configuration } from '../model/plan.ts';
import { describeStrategy } from './describe-strategy.ts';
import { duration, ratio } from './numbers-in-words.ts';
import { pairRounds } from './pair-rounds.ts';
import { median } from './statistics/median.ts';

/** Speedup of a configuration while the run goes on. */
export interface SpeedupSoFar {
  configuration: Configuration;
  speedup: number;
  /** The range of the paired rounds; both equal `speedup` before the first. */
  low: number;
  high: number;
}

/** Speedups from the rounds paired so far, and from the first warm passes before there are any. */
export function speedupsSoFar(measurements: readonly Measurement[]): SpeedupSoFar[] {
  const serial = serialOf(measurements);
  if (!serial) return [];
  return measurements.flatMap((measurement) => {
    const { configuration } = measurement;
    if (configuration.strategy === 'serial') return [];
    const ratios = pairRounds(serial.rounds, measurement.rounds).map((pair) => pair.ratio);
    if (ratios.length === 0 && serial.firstPassMs && measurement.firstPassMs)
      ratios.push(serial.firstPassMs / measurement.firstPassMs);
    if (ratios.length === 0) return [];
    return [{ configuration, speedup: median(ratios), low: Math.min(...ratios), high: Math.max(...ratios) }];
  });
}

/** `serial 679 ms`, then `serial 679 ms, 2 threads 1.7x so far`; empty before the first figure. */
export function describeSoFar(measurements: readonly Measurement[]): string {
  const serial = serialOf(measurements);
  const serialMs =
    serial && (serial.rounds.length > 0 ? median(serial.rounds.map(({ wallMs }) => wallMs)) : serial.firstPassMs);
  if (serialMs === undefined || serialMs === null) return '';
  const [best] = speedupsSoFar(measurements).sort((a, b) => b.speedup - a.speedup);
  const figures = [`serial ${duration(serialMs)}`];
  if (best) {
    const { strategy: name, workers } = best.configuration;
    figures.push(`${describeStrategy({ name, workers })} ${ratio(best.speedup)} so far`);
  }
  return figures.join(', ');
}

function serialOf(measurements: readonly Measurement[]): Measurement | undefined {
  return measurements.find(({ configuration }) => configuration.strategy === 'serial');
}
