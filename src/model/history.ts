import type { Commit, Confidence, Outcome } from './report.ts';

/**
 * Name of a stored report's file without its extension.
 * @pattern ^[0-9a-z-]{1,64}$
 */
export type HistoryId = string;

/** An earlier run, as the list of earlier runs has it; its report is in a file of its own. */
export interface HistoryEntry {
  id: HistoryId;
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
