import type { Comparison } from '../../model/comparison.ts';
import type { Report } from '../../model/report.ts';
import type { FunctionReference } from '../contributions.ts';
import type { ComparisonPlace } from '../history/earlier-runs.ts';

/** Returns the function of a report. */
export function referenceOf(report: Report): FunctionReference {
  return { file: report.target.file, name: report.target.name };
}

/** Where a report is shown: the panel, or the editor of a report's file. */
export interface ReportPlace extends ComparisonPlace {
  /** The shown function, also if there is no report of it. */
  readonly target: FunctionReference | null;
  /** The comparison that covers the report. */
  readonly comparison: Comparison | null;
  /** Posts the list of earlier runs again. */
  refreshHistory(): void;
}
