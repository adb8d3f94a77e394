import type { CeilingReadings } from '../model/measurement.ts';
import type { MachineCeiling } from '../model/report.ts';
import { estimateRatio } from './statistics/mean.ts';

/** With fewer readings, a single bad moment would pass for the speed of the machine. */
const TELLING_READINGS = 3;

/**
 * The rates of all readings together over those alone; `null` of none. A reading is short against a pass, which feels the good
 * and the bad moments of a machine in the shares that they have: of those a ratio of means knows, and a median does not.
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

/** Whether the ceiling was read often enough to be spoken of. */
export function isTelling(ceiling: MachineCeiling | null | undefined): ceiling is MachineCeiling {
  return !!ceiling && ceiling.readings >= TELLING_READINGS;
}
