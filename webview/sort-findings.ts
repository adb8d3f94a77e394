import type { DescribedFinding } from '../src/model/finding.ts';
import { sortBySeverity } from '../src/report/findings/sort-by-severity.ts';

/** Sorts findings by severity, highest first; those about the measurement are last. */
export function sortFindings(findings: readonly DescribedFinding[]): DescribedFinding[] {
  return [
    ...sortBySeverity(findings.filter(({ origin }) => origin !== 'validity')),
    ...sortBySeverity(findings.filter(({ origin }) => origin === 'validity')),
  ];
}
