import type { Recommendation, StrategyResult } from '../model/report.ts';
import { pickFewestAsGood } from './pick-simplest.ts';

/**
 * The result that a report is about: the recommended one; when the advice is to stay serial, the best there was to
 * decline. `null` when nothing but the baseline was measured.
 */
export function findHeadline(report: {
  strategies: readonly StrategyResult[];
  recommendation: Recommendation | null;
}): StrategyResult | null {
  const parallel = report.strategies.filter((result) => result.name !== 'serial');
  const wanted = report.recommendation;
  const recommended = parallel.find(
    (result) =>
      result.name === wanted?.strategy && result.workers === wanted.workers && result.chunkSize === wanted.chunkSize,
  );
  if (recommended) return recommended;
  const [first, ...rest] = parallel;
  if (!first) return null;
  const fastest = rest.reduce((best, result) => (result.speedup.value > best.speedup.value ? result : best), first);
  return pickFewestAsGood(parallel, fastest);
}
