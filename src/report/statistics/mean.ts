import { mean, standardDeviation } from '../../math/median.ts';
import { studentLimit } from './student.ts';

/**
 * The mean and its 95 % interval by Student's t, which is right for values that are roughly normal; of a single value nothing
 * is known, and its interval is infinite.
 * @throws RangeError without values
 */
export function estimateMean(values: readonly number[]): { value: number; ci95: [number, number] } {
  if (values.length === 0) throw new RangeError('Expected at least one value, found none.');
  const value = mean(values);
  const deviation = standardDeviation(values) ?? Number.POSITIVE_INFINITY;
  const half = (studentLimit(0.05, values.length - 1) * deviation) / Math.sqrt(values.length);
  return { value, ci95: [value - half, value + half] };
}

/**
 * The ratio of the means of pairs `[above, below]` and its 95 % interval by the delta method (Cochran, "Sampling Techniques",
 * chapter 6); a mean of ratios would be too large where `below` varies.
 * @throws RangeError without pairs
 */
export function estimateRatio(pairs: readonly (readonly [above: number, below: number])[]): {
  value: number;
  ci95: [number, number];
} {
  const below = mean(pairs.map((pair) => pair[1]));
  const value = mean(pairs.map((pair) => pair[0])) / below;
  const { ci95 } = estimateMean(pairs.map((pair) => value + (pair[0] - value * pair[1]) / below));
  return { value, ci95 };
}
