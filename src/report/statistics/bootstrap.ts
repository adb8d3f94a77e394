import { median, quantile } from '../../math/median.ts';
import { randomIndex, type Random } from '../../math/seeded-random.ts';

/** At least as many as the percentiles of a 95 % interval need to settle (Efron and Tibshirani, chapter 13). */
export const RESAMPLES = 2000;

/**
 * Returns medians of resamples in ascending order. `groups` holds the values of each replica. A resample draws replicas
 * first and then values inside each, so the result includes the variation between replicas and within them.
 */
export function bootstrapMedians(
  groups: readonly (readonly number[])[],
  random: Random,
  resamples = RESAMPLES,
): Float64Array {
  const filled = groups.filter((group) => group.length > 0);
  if (filled.length === 0) throw new RangeError('Expected at least one value to resample, found none.');
  const longest = Math.max(...filled.map((group) => group.length));
  const drawn = new Float64Array(longest * filled.length);
  const medians = new Float64Array(resamples);
  for (let round = 0; round < resamples; round++) {
    let count = 0;
    for (const group of drawFrom(filled, random)) {
      for (const value of drawFrom(group, random)) drawn[count++] = value;
    }
    medians[round] = quantile(drawn.subarray(0, count).sort(), 0.5);
  }
  return medians.sort();
}

/** As many elements as there are, each drawn from all of them. */
export function drawFrom<T>(elements: readonly T[], random: Random): T[] {
  return elements.map((element) => elements[randomIndex(random, elements.length)] ?? element);
}

/**
 * Returns the median of all values and its 95% percentile interval, which contains the median.
 *
 * Resampling n values makes the interval too narrow by the root of (n - 1) / n, which matters for small n (Hesterberg,
 * "What Teachers Should Know About the Bootstrap", 2015); it is widened accordingly. Two or three replicas that
 * disagree leave more doubt than any such interval shows, which a separate finding reports.
 */
export function estimateMedian(
  groups: readonly (readonly number[])[],
  random: Random,
): { value: number; ci95: [number, number] } {
  const value = median(groups.flat());
  const medians = bootstrapMedians(groups, random);
  const filled = groups.filter((group) => group.length > 0);
  const drawn = filled.length > 1 ? filled.length : (filled[0]?.length ?? 1);
  const widening = drawn > 1 ? Math.sqrt(drawn / (drawn - 1)) : 1;
  const below = Math.max(0, value - quantile(medians, 0.025)) * widening;
  const above = Math.max(0, quantile(medians, 0.975) - value) * widening;
  return { value, ci95: [value - below, value + above] };
}
