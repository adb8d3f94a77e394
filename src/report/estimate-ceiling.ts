import type { CeilingReadings } from '../model/measurement.ts';
import type { MachineCeiling } from '../model/report.ts';
import { estimateRatio } from './statistics/mean.ts';

/** With fewer readings, a single disturbed moment would distort the ceiling. */
const TELLING_READINGS = 3;

/**
 * Returns the mean rate of all loops together over that of loops alone; `null` without readings. A reading is short
 * compared with a pass, which includes good and bad moments of the machine in proportion. A ratio of means reflects
 * those proportions, a median does not.
 */
export function estimateCeiling(ceiling: CeilingReadings | null | undefined): MachineCeiling | null {
  if (!ceiling || ceiling.readings.length === 0) return null;
  const { cores, readings } = ceiling;
  const { value, ci95 } = estimateRatio(readings.map(({ alone, together }) => [together, alone]));
  // One loop alone is always one, and all of them together are never more than the cores.
  const within = (speedup: number): number => Math.min(cores, Math.max(1, speedup));
  return {
    cores,
    speedup: { value: within(value), ci95: [within(ci95[0]), within(ci95[1])] },
    readings: readings.length,
  };
}

/** Returns whether the ceiling was read often enough to be reported. */
export function isTelling(ceiling: MachineCeiling | null | undefined): ceiling is MachineCeiling {
  return !!ceiling && ceiling.readings >= TELLING_READINGS;
}
