import type { Comparison } from '../model/comparison.ts';
import type { Report } from '../model/report.ts';
import type { FunctionReference } from './contributions.ts';

/** Returns the function of a report. */
export function referenceOf(report: Report): FunctionReference {
  return { file: report.target.file, name: report.target.name };
}

/** Where a report is shown: the panel, or the editor of a report's file. */
export interface ReportPlace {
  /** `null` while something else is shown. A comparison covers the report but does not end it. */
  readonly report: Report | null;
  /** The function that is shown, also where no report of it could be made. */
  readonly target: FunctionReference | null;
  /** What covers the report. */
  readonly comparison: Comparison | null;
  /** Shows a comparison in place of the report; `null` shows the report again. */
  compare(comparison: Comparison | null): void;
  /** Tells the page again which earlier runs there are. */
  refreshHistory(): void;
}
