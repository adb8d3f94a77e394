import { chunkSizeOf, type ParallelResult, type Recommendation, type StrategyResult } from '../model/report.ts';
import { pickFastest, pickFewestAsGood, wellMeasured } from './pick-simplest.ts';

/**
 * The result that a report is about: the recommended one; when the advice is to stay serial, the best there was to
 * decline. `null` when nothing but the baseline was measured.
 */
export function findHeadline(report: {
  strategies: readonly StrategyResult[];
  recommendation: Recommendation | null;
}): ParallelResult | null {
  const parallel = report.strategies.filter((result) => result.kind !== 'baseline');
  const wanted = report.recommendation;
  const recommended = parallel.find(
    (result) =>
      result.name === wanted?.strategy && result.workers === wanted.workers && chunkSizeOf(result) === wanted.chunkSize,
  );
  if (recommended) return recommended;
  // As `recommend` does, so that the number shown belongs to the advice.
  const known = wellMeasured(parallel);
  const fastest = pickFastest(known);
  return fastest ? pickFewestAsGood(known, fastest) : null;
}
