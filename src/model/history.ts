import type { Commit, Confidence, Outcome } from './report.ts';

/** An earlier run, as the list of earlier runs has it; its report is in a file of its own. */
export interface HistoryEntry {
  /** Name of the report's file without its ending: digits, lower case letters and hyphens. */
  id: string;
  /** Absolute path of the function's file, and its name, as `Report.target`. */
  file: string;
  name: string;
  /** ISO 8601. */
  startedAt: string;
  commit: Commit | null;
  /** In words. */
  inputs: string;
  /** In words: `3.6x with 4 threads`. */
  result: string;
  status: Outcome['status'];
  confidence: Confidence;
  /** Of the report's file. */
  bytes: number;
  /** Pinned to compare with; one for each function at most. */
  baseline: boolean;
  /** Shows that the report is as this extension wrote it; absent where it could not be sealed. */
  seal?: string;
}
