import type { DescribedFinding } from '../src/model/finding.ts';
import { sortBySeverity } from '../src/report/findings/sort-by-severity.ts';

/** Most severe first; about the measurement last. */
export function sortFindings(findings: readonly DescribedFinding[]): DescribedFinding[] {
  return [
    ...sortBySeverity(findings.filter(({ origin }) => origin !== 'validity')),
    ...sortBySeverity(findings.filter(({ origin }) => origin === 'validity')),
  ];
}
