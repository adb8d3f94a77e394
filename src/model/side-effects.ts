import type { ErrorData } from './error-data.ts';

/** Output of one pass over the items on the standard streams. */
export interface PrintedLines {
  /** Line ends written; 1 for text without any. */
  lines: number;
  /** The first line that is not empty, at most 200 characters of it. */
  first: string;
}

/** Something that keeps a process from ending by itself. */
export interface OpenResource {
  /** As Node names it: `Timeout`, `TCPSocketWrap`, see `process.getActiveResourcesInfo()`. */
  kind: string;
  /** More than there were before the first call, a moment after the pass. */
  count: number;
  /** More than there were before the pass. */
  addedInPass: number;
}

/** Promises that were rejected without a handler. */
export interface UnhandledRejections {
  /** Processes or threads that ended by it. */
  count: number;
  /** Of the first. */
  error: ErrorData;
}

/** Side effects of calls. Absent fields were not observed. */
export interface SideEffects {
  /** In the first warm pass of the baseline. */
  printed?: PrintedLines;
  /** After the first warm pass of the baseline; never empty. */
  leftOpen?: OpenResource[];
  /** In all passes. */
  rejections?: UnhandledRejections;
}
