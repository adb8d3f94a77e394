/** Raw records of a command, from the recorder and the watcher. */
import type { SourceLocation } from './target.ts';

/** Sums of one thread, in ms; `null` for what is not known on this platform. */
export interface RecordedTimes {
  cpuMs: number | null;
  runQueueMs: number | null;
  /** Of those, until the recorder was loaded. */
  bootCpuMs: number;
  bootRunQueueMs: number;
  idleMs: number;
  gcMs: number;
  /** In `Atomics.wait` with a task, and without one. */
  lockMs: number;
  parkedMs: number;
  syncMs: number;
  cloneOutMs: number;
  /** An estimate from a sample of the messages. */
  cloneInMs: number;
  /** From the start to the first message, if there was one in. */
  loadedMs: number | null;
}

/** Equal parts of the run: what a thread did in each, in ms. */
export interface RecordedTimeline {
  binMs: number;
  handler: number[];
  cloneIn: number[];
  cloneOut: number[];
  lock: number[];
}

export interface RecordedTasks {
  count: number;
  sumMs: number;
  longestMs: number;
  /** An even sample of all: start since the origin, and duration. */
  sample: { startMs: number; durationMs: number }[];
}

/** A function that requests to a worker name. */
export interface RecordedFunction {
  /** Path or `file:` URL; `null` for the worker's own script. */
  file: string | null;
  /** The export, or the name under which the worker offers it. */
  name: string;
  /** At least so many calls, at most twice as many. */
  calls: number;
}

/** The thread as the kernel counted it. */
export interface KernelThread {
  cpuMs: number;
  /** Runnable without a core. */
  runQueueMs: number;
  /** When it was last read. */
  lastMs: number;
  /** Length of the bins into which the time since the start is divided. */
  binMs: number;
  /** Time per bin on a core. */
  onCore: number[];
  /** Time per bin spent waiting for a core. */
  waiting: number[];
}

/** A thread of the command: the main thread of a process, or a worker thread. Times are ms since the origin of the run. */
export interface RecordedThread {
  pid: number;
  /** 0 for a main thread. */
  threadId: number;
  parent: { pid: number; threadId: number } | null;
  /** Main threads: whether the process has a channel to its parent. */
  hasChannel: boolean;
  script: string;
  createdAt: SourceLocation | null;
  /** When its parent created it; `null` for the first process. */
  createdMs: number | null;
  startedMs: number;
  lastSeenMs: number;
  endedMs: number | null;
  exitCode: number | null;
  /** Terminated or killed. */
  stopped: boolean;
  nodeVersion: string | null;
  /** Absent for a thread that ended before it could record anything, and beyond the number that is recorded in full. */
  times: RecordedTimes | null;
  messages: { in: number; out: number; bytesIn: number | null };
  tasks: RecordedTasks;
  /** Tasks that its pools have sent, as far as it is known how long they waited in the queue. */
  queued: { count: number; sumMs: number; longestMs: number };
  functions: RecordedFunction[];
  timeline: RecordedTimeline | null;
  loopDelay: { meanMs: number; p99Ms: number; maxMs: number } | null;
  heapBytes: number;
  rssBytes: number;
  /** Main threads: of the whole process with all its threads. */
  processCpuMs: number | null;
  kernel: KernelThread | null;
}

/** The CPU profile of a thread, in V8's format. Lines start at 0, times between samples are in microseconds. */
export interface RecordedProfile {
  pid: number;
  threadId: number;
  nodes: {
    id: number;
    callFrame: { functionName: string; url: string; lineNumber: number };
    children: number[];
  }[];
  /** Ids of nodes. */
  samples: number[];
  timeDeltas: number[];
}

export interface ScriptRecording {
  threads: RecordedThread[];
  /** Hooks that Node lacked, by what they would have shown. */
  missing: string[];
}
