import type { DescribedFinding } from '../../model/finding.ts';

/** The result of `check`, as its formats need it. */
export interface CheckSummary {
  findings: DescribedFinding[];
  /** Number of checked files. */
  files: number;
  /** Files that do not parse, or that the analysis could not read. */
  notChecked: number;
  /** Version of Parallel Profiler. */
  version: string;
  /** Shortens a path for display: relative to the current directory, with forward slashes. */
  shown: (file: string) => string;
}
