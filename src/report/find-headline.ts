import type { Conclusion } from '../model/conclusion.ts';
import { chunkSizeOf, type ParallelResult, type Recommendation, type StrategyResult } from '../model/report.ts';
import { pickFastest, pickFewestAsGood, preferDecisive, wellMeasured } from './pick-simplest.ts';

/**
 * Returns the result that a report is about: the recommended one; without a verdict, the one in the reason; if the
 * advice is to stay serial, the best parallel result. `null` if only the baseline was measured.
 */
export function findHeadline(report: {
  strategies: readonly StrategyResult[];
  recommendation: Recommendation | null;
  conclusion?: Conclusion;
}): ParallelResult | null {
  const parallel = report.strategies.filter((result) => result.kind !== 'baseline');
  const { conclusion } = report;
  const wanted = report.recommendation ?? (conclusion?.outcome === 'none' ? conclusion.about : undefined);
  const recommended = parallel.find(
    (result) =>
      result.name === wanted?.strategy && result.workers === wanted.workers && chunkSizeOf(result) === wanted.chunkSize,
  );
  if (recommended) return recommended;
  // As `recommend` does, so that the number shown belongs to the advice.
  const measured = wellMeasured(parallel);
  const known = report.recommendation?.strategy === 'serial' ? preferDecisive(measured) : measured;
  const fastest = pickFastest(known);
  return fastest ? pickFewestAsGood(known, fastest) : null;
}
