import { median } from './median.ts';

/**
 * Positions of the values that lie far from the rest: modified z-score above 3.5 (Iglewicz and Hoaglin, 1993), which one
 * wild value cannot hide by widening the yardstick. Fewer than five values have no outliers.
 */
export function findOutliers(values: readonly number[]): number[] {
  if (values.length < 5) return [];
  const middle = median(values);
  const deviations = values.map((value) => Math.abs(value - middle));
  // A clock that ticks coarsely makes most deviations zero; a thousandth of the value is then the least that counts.
  const yardstick = Math.max(median(deviations), Math.abs(middle) * 0.001);
  if (yardstick === 0) return [];
  return deviations.flatMap((deviation, position) => ((0.6745 * deviation) / yardstick > 3.5 ? [position] : []));
}
