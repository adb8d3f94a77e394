import { median } from '../../math/median.ts';

/** Location of values whose distribution is symmetric, and the probability of values as far from 0 if that is its centre. */
export interface Location {
  value: number;
  ci95: [number, number];
  /** Both tails. */
  tails: number;
}

/**
 * Wilcoxon's signed-rank test with the estimate and the interval of Hodges and Lehmann, from the averages of all pairs (Hollander,
 * Wolfe and Chicken, "Nonparametric Statistical Methods", chapter 3). Exact for every symmetric distribution, and hardly moved
 * by outliers.
 * @param values at least six; fewer leave no 95% interval
 */
export function signedRanks(values: readonly number[]): Location {
  const count = values.length;
  const averages = new Float64Array((count * (count + 1)) / 2);
  let next = 0;
  for (let first = 0; first < count; first++)
    for (let second = first; second < count; second++)
      averages[next++] = ((values[first] ?? NaN) + (values[second] ?? NaN)) / 2;
  averages.sort();
  const cumulative = cumulativeRankSums(count);
  let above = 0;
  for (const average of averages) above += average > 0 ? 1 : average === 0 ? 0.5 : 0;
  const smaller = Math.floor(Math.min(above, averages.length - above));
  let cut = 0;
  while ((cumulative[cut] ?? 1) <= 0.025) cut++;
  const at = (position: number): number => averages[Math.min(averages.length - 1, Math.max(0, position))] ?? NaN;
  return {
    value: median([...averages]),
    ci95: [at(cut - 1), at(averages.length - cut)],
    tails: Math.min(1, 2 * (cumulative[smaller] ?? 1)),
  };
}

const known = new Map<number, Float64Array>();

/** Probabilities that the ranks of the positive values add up to at most 0, 1, 2 ... */
function cumulativeRankSums(count: number): Float64Array {
  const before = known.get(count);
  if (before) return before;
  const most = (count * (count + 1)) / 2;
  const chances = new Float64Array(most + 1);
  chances[0] = 1;
  for (let rank = 1; rank <= count; rank++)
    for (let total = most; total >= 0; total--)
      chances[total] = ((chances[total] ?? 0) + (chances[total - rank] ?? 0)) / 2;
  let below = 0;
  const cumulative = chances.map((chance) => (below += chance));
  known.set(count, cumulative);
  return cumulative;
}
