import type { Commit, Confidence, Outcome } from './report.ts';

/**
 * Name of a stored report's file without its extension.
 * @pattern ^[0-9a-z-]{1,64}$
 */
export type HistoryId = string;

/** An earlier run as an entry of the history; its report is in a separate file. */
export interface HistoryEntry {
  id: HistoryId;
  /** Kind of the profiled code; absent for a function. */
  kind?: 'script';
  /**
   * Absolute path of the function's file, and its name, as `Report.target`; the working directory and the text of a
   * command.
   */
  file: string;
  name: string;
  /** ISO 8601. */
  startedAt: string;
  commit: Commit | null;
  /** In words; the wall time of a command. */
  inputs: string;
  /** In words: `3.6x with 4 threads`. */
  result: string;
  status: Outcome['status'];
  /** `null` for a command, which ran once. */
  confidence: Confidence | null;
  /** Size of the report's file. */
  bytes: number;
  /** Pinned for comparison; at most one per function or command. */
  baseline: boolean;
  /** Proves that this extension wrote the report; absent if it could not be sealed. */
  seal?: string;
}
