import { median } from '../../math/median.ts';

/** Above the customary 3.5: with only a dozen rounds, the estimate of the spread is unreliable and 3.5 flags too many. */
const OUTLIER_Z = 5;

/**
 * Returns positions of values that lie far from the rest by the modified z-score (Iglewicz and Hoaglin, 1993), whose
 * scale a single outlier cannot widen. Fewer than five values have no outliers.
 */
export function findOutliers(values: readonly number[]): number[] {
  if (values.length < 5) return [];
  const middle = median(values);
  const deviations = values.map((value) => Math.abs(value - middle));
  // A coarse clock makes most deviations zero; a thousandth of the value is then the smallest that counts.
  const yardstick = Math.max(median(deviations), Math.abs(middle) * 0.001);
  if (yardstick === 0) return [];
  return deviations.flatMap((deviation, position) => ((0.6745 * deviation) / yardstick > OUTLIER_Z ? [position] : []));
}
