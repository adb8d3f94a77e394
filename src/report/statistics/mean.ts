import { mean, standardDeviation } from './median.ts';

/** Quantile 0.975 of Student's t distribution with 1, 2, 3 ... degrees of freedom (NIST/SEMATECH e-Handbook, 1.3.6.7.2). */
const STUDENT = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228];

/**
 * The mean and its 95 % interval by Student's t, which is right for values that are roughly normal; of a single value nothing
 * is known, and its interval is infinite.
 * @throws RangeError without values
 */
export function estimateMean(values: readonly number[]): { value: number; ci95: [number, number] } {
  if (values.length === 0) throw new RangeError('Expected at least one value, found none.');
  const value = mean(values);
  const deviation = standardDeviation(values) ?? Number.POSITIVE_INFINITY;
  const half = (studentAt(values.length - 1) * deviation) / Math.sqrt(values.length);
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

/** Quantile 0.975 of Student's t; beyond the table the first term of the expansion in 1 / free is within 1 %. */
export function studentAt(free: number): number {
  return STUDENT[free - 1] ?? 1.96 * (1 + 1.21 / free);
}
