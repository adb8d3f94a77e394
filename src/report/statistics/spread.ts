import type { Spread } from '../../model/report.ts';
import { median, standardDeviation, sum } from '../../math/median.ts';

/** Splits the variation of values grouped by replica into the one between replicas and the one within, as shares. */
export function measureSpread(groups: readonly (readonly number[])[]): Spread {
  const filled = groups.filter((group) => group.length > 0);
  const middle = median(filled.flat());
  const between = standardDeviation(filled.map(median));
  const inside = filled.flatMap((group) => {
    const deviation = standardDeviation(group);
    return deviation === null ? [] : [deviation ** 2 * (group.length - 1)];
  });
  const freedom = filled.reduce((total, group) => total + group.length - 1, 0);
  return {
    replicas: filled.length,
    between: between === null || middle === 0 ? null : between / middle,
    within: freedom === 0 || middle === 0 ? null : Math.sqrt(sum(inside) / freedom) / middle,
  };
}
