import { median, quantile } from './median.ts';
import { randomIndex, type Random } from './seeded-random.ts';

/** At least as many as the percentiles of a 95 % interval need to settle (Efron and Tibshirani, chapter 13). */
export const RESAMPLES = 2000;

/**
 * Medians of resamples, sorted upwards. `groups` holds the values of each isolate. A resample draws isolates first and then
 * values inside each, so that the variation between isolates is in the result as well as the one within.
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
function drawFrom<T>(elements: readonly T[], random: Random): T[] {
  return elements.map((element) => elements[randomIndex(random, elements.length)] ?? element);
}

/** The median of all values and its 95 % percentile interval; the interval contains the median. */
export function estimateMedian(
  groups: readonly (readonly number[])[],
  random: Random,
): { value: number; ci95: [number, number] } {
  const value = median(groups.flat());
  const medians = bootstrapMedians(groups, random);
  return {
    value,
    ci95: [Math.min(value, quantile(medians, 0.025)), Math.max(value, quantile(medians, 0.975))],
  };
}
