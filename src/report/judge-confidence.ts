import type { Finding } from '../model/finding.ts';
import type { Confidence, StrategyResult } from '../model/report.ts';
import { sortBySeverity } from './findings/sort-by-severity.ts';

/** An interval within this share of the speedup still leaves its first digit certain. */
const WIDE = 0.25;

/** Returns the validity findings that concern this result, the baseline or the whole run. */
export function validityOf(findings: readonly Finding[], result: Pick<StrategyResult, 'name' | 'workers'>): Finding[] {
  return findings.filter((finding) => {
    if (finding.origin !== 'validity') return false;
    if (!('strategy' in finding.args)) return true;
    const { strategy, workers } = finding.args;
    return strategy === 'serial' || (strategy === result.name && workers === result.workers);
  });
}

/** Returns the severest doubt about a result; among equals the load of other processes, which causes most of the others. */
export function firstDoubt(
  findings: readonly Finding[],
  result: Pick<StrategyResult, 'name' | 'workers'>,
): Finding | null {
  const doubts = sortBySeverity(validityOf(findings, result));
  const severest = doubts.filter(({ severity }) => severity === doubts[0]?.severity);
  return severest.find(({ code }) => code === 'background-load') ?? severest[0] ?? null;
}

/**
 * Judges how far a result can be trusted: `invalid` with an error among its validity findings; `low` with two reasons
 * for doubt, an interval wider than a quarter of the value, or generated inputs; `medium` with one reason.
 *
 * @param isMadeUp whether the inputs were generated
 */
export function judgeConfidence(findings: readonly Finding[], result: StrategyResult, isMadeUp: boolean): Confidence {
  const concerning = validityOf(findings, result);
  const [low, high] = result.speedup.ci95;
  const warnings = concerning.filter(
    (finding) => finding.severity === 'warning' || finding.code === 'replicas-unresolved',
  ).length;
  if (concerning.some((finding) => finding.severity === 'error')) return 'invalid';
  if (isMadeUp || warnings >= 2 || (high - low) / result.speedup.value > WIDE) return 'low';
  return warnings === 1 ? 'medium' : 'high';
}
