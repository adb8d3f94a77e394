import type { Measurement } from '../model/measurement.ts';
import type { Configuration } from '../model/plan.ts';
import { describeStrategy } from './describe-strategy.ts';
import { duration, ratio } from './numbers-in-words.ts';
import { pairRounds } from './pair-rounds.ts';
import { fitTimes } from './statistics/estimate-times.ts';

/** Speedup of a configuration during the run. */
export interface SpeedupSoFar {
  configuration: Configuration;
  speedup: number;
  /** The range of the paired rounds; both equal `speedup` before the first. */
  low: number;
  high: number;
}

/**
 * Returns speedups from the rounds so far, by the model of the report; before any rounds, from the first warm passes.
 */
export function speedupsSoFar(measurements: readonly Measurement[]): SpeedupSoFar[] {
  const serial = serialOf(measurements);
  if (!serial) return [];
  const others = measurements.filter((measurement) => measurement !== serial);
  const [, ...times] = fitTimes([serial, ...others].map(({ rounds }) => rounds));
  return others.flatMap(({ configuration, rounds, firstPassMs }, index) => {
    const fitted = times[index]?.speedup;
    if (fitted !== undefined) {
      const ratios = pairRounds(serial.rounds, rounds).map((pair) => pair.ratio);
      return [{ configuration, speedup: fitted, low: Math.min(fitted, ...ratios), high: Math.max(fitted, ...ratios) }];
    }
    if (!serial.firstPassMs || !firstPassMs) return [];
    const speedup = serial.firstPassMs / firstPassMs;
    return [{ configuration, speedup, low: speedup, high: speedup }];
  });
}

/** `serial 679 ms`, then `serial 679 ms, 2 threads 1.7x so far`; empty before the first figure. */
export function describeSoFar(measurements: readonly Measurement[]): string {
  const serial = serialOf(measurements);
  const serialMs = serial && (fitTimes([serial.rounds])[0]?.wallMs ?? serial.firstPassMs);
  if (serialMs === undefined) return '';
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
