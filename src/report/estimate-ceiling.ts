import type { CeilingReadings } from '../model/measurement.ts';
import type { MachineCeiling } from '../model/report.ts';
import { estimateMedian } from './statistics/bootstrap.ts';
import { seededRandom } from './statistics/seeded-random.ts';

/** The readings as a median with its interval; `null` of none. */
export function estimateCeiling(readings: CeilingReadings | null | undefined, seed: number): MachineCeiling | null {
  const speedups = readings?.speedups ?? [];
  if (!readings || speedups.length === 0) return null;
  const speedup = estimateMedian([speedups], seededRandom(seed));
  // One loop alone is always one; the widening for few readings does not know that.
  const [low, high] = speedup.ci95;
  const ci95: [number, number] = [Math.max(Math.min(1, speedup.value), low), Math.min(readings.cores, high)];
  return { cores: readings.cores, speedup: { value: speedup.value, ci95 }, readings: speedups.length };
}
