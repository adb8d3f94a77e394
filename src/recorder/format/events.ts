/** Environment variable with the folder of the recording, an absolute path; without it the recorder does nothing. */
export const folderVariable = 'PARALLEL_PROFILER_SCRIPT';

/** Environment variable with the start of the run on the monotonic clock, in ms. */
export const originVariable = 'PARALLEL_PROFILER_SCRIPT_ORIGIN';

/** Environment variable with the folder for `.cpuprofile` files, an absolute path; empty for none. */
export const profilesVariable = 'PARALLEL_PROFILER_SCRIPT_PROFILES';

/** Environment variable of a child process with a channel: how its messages are serialized. */
export const channelVariable = 'PARALLEL_PROFILER_SCRIPT_CHANNEL';

/** A line of code, counted from 1. */
export interface CreatedAt {
  file: string;
  line: number;
  column: number;
}

/**
 * Rare events, one line of JSON each, appended at once to the file of their process, so that they survive any end of the
 * process. Times are milliseconds of the monotonic clock.
 */
export type ScriptEvent =
  /** A process runs; written by its main thread. */
  | {
      type: 'process';
      atMs: number;
      pid: number;
      ppid: number;
      /** When the process started, before the recorder was loaded. */
      bornMs: number;
      /** Path of its script, or how else it was started. */
      script: string;
      nodeVersion: string;
      /** Whether it has a channel to its parent, as those of `fork` and `cluster` have. */
      ipc: boolean;
      /** Hooks that this version of Node lacks, by what they would have shown. */
      missing: string[];
    }
  /** A thread runs. `tid` is the operating system's, `null` where it is unknown. */
  | { type: 'thread'; atMs: number; threadId: number; tid: number | null }
  /** A thread creates a worker thread. */
  | {
      type: 'worker';
      atMs: number;
      threadId: number;
      parent: number;
      script: string;
      createdAt: CreatedAt | null;
    }
  /** A thread starts a child process. */
  | { type: 'child'; atMs: number; pid: number; parent: number; createdAt: CreatedAt | null }
  /**
   * A request to this thread names a function: its file as a path or `file:` URL, `null` for the thread's own script, and
   * its export. Written for the first call and whenever the number of calls has doubled.
   */
  | { type: 'function'; atMs: number; threadId: number; file: string | null; name: string; calls: number }
  /** A worker thread or child process has ended, as its parent saw it. */
  | { type: 'ended'; atMs: number; threadId: number | null; pid: number | null; code: number | null; stopped: boolean };
