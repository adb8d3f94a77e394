import type { ErrorData } from './error-data.mjs';
/** Output of one pass over the items on the standard streams. */
export interface PrintedLines {
  /** Line ends written; 1 for text without any. */
  lines: number;
  /** The first non-empty line, at most 200 characters of it. */
  first: string;
}
/** A resource that keeps a process from ending by itself. */
export interface OpenResource {
  /** Node's name: `Timeout`, `TCPSocketWrap`, see `process.getActiveResourcesInfo()`. */
  kind: string;
  /** Increase since before the first call, shortly after the pass. */
  count: number;
  /** Increase since before the pass. */
  addedInPass: number;
}
/** Processes that calls started and that nothing waits for. They are ended with the run. */
export interface LeftRunning {
  /** At the end of the run. */
  count: number;
  /** The most frequent programs, at most 3. */
  names: string[];
}
/** Promises that were rejected without a handler. */
export interface UnhandledRejections {
  /** Number of processes or threads that it ended. */
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
  /** By the calls of all strategies; noted with the baseline. */
  leftRunning?: LeftRunning;
  /** In all passes. */
  rejections?: UnhandledRejections;
}
//# sourceMappingURL=side-effects.d.mts.map
