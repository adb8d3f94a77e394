import * as vscode from 'vscode';
import type { DescribedFinding, FindingCode } from '../../model/finding.ts';
import type { Report } from '../../model/report.ts';

/** Wrong results and failures, which do not depend on the quality of the timings. */
const WRONG: ReadonlySet<FindingCode> = new Set<FindingCode>([
  'results-differ',
  'shared-state',
  'arguments-mutated',
  'items-failed',
  'fails-only-in-pool',
  'strategy-failed',
  'unhandled-rejection',
  'argument-not-cloneable',
  'result-not-cloneable',
  'class-instance-loses-prototype',
]);

/**
 * Returns the findings of a run for the editor: wrong results and failures with their severity, the others as hints, so
 * that profiling working code underlines nothing. An unreliable run gives no hints. Static findings are published already.
 */
export function runFindings({
  findings,
  confidence,
}: Pick<Report, 'findings' | 'confidence'>): readonly DescribedFinding[] {
  return findings
    .filter(({ origin }) => origin === 'run')
    .filter(({ code }) => WRONG.has(code) || confidence !== 'invalid')
    .map((finding) => (WRONG.has(finding.code) ? finding : { ...finding, severity: 'hint' }));
}

/** Returns a finding as one of an older version of the code: a hint that says so. */
export function markOutdated(finding: DescribedFinding): DescribedFinding {
  return { ...finding, severity: 'hint', message: vscode.l10n.t('{0} Code changed since this run.', finding.message) };
}
