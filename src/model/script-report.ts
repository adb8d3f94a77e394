import type { DescribedFinding } from './finding.ts';
import type { Flame } from './flame.ts';
import type { CoreSamples, Machine, Neighbour } from './measurement.ts';
import type { Commit, Outcome, VerdictPart } from './report.ts';
import type { SourceLocation } from './target.ts';

/** How the command ended: by itself, at the time limit, or because the run was interrupted. */
export type ScriptEnding =
  | { how: 'exited'; code: number | null; signal: string | null }
  | { how: 'time-limit'; seconds: number }
  | { how: 'interrupted' };

/**
 * Where the time of the workers went: the largest number of workers at the same time, multiplied by the wall time. The
 * parts sum to `capacityMs`.
 */
export interface ScriptAccount {
  workers: number;
  capacityMs: number;
  /** On a core, without the parts below. */
  workMs: number;
  cloneInMs: number;
  cloneOutMs: number;
  /** Runnable without a core; 0 where the platform does not count it, and then part of `workMs`. */
  runQueueMs: number;
  /** From the creation of a worker until it took its first message or, without one, ran its first line. */
  startupMs: number;
  /** In locks and synchronous child processes. */
  blockedMs: number;
  /** No task. */
  idleMs: number;
  /** The worker did not exist yet or no longer. */
  absentMs: number;
  /** Neither on a core, nor idle, nor in a known wait: synchronous I/O and native code. */
  unaccountedMs: number;
  /** Garbage collection: part of `workMs`, not added again. */
  gcMs: number;
}

/** Equal parts of the run, with the share of each that the thread spent so. */
export interface ScriptTimeline {
  binMs: number;
  /** On a core; where the platform does not count it, in handlers of messages. */
  busy: number[];
  /** Waiting for a core. */
  waiting: number[];
  /** Serializing and deserializing. */
  clone: number[];
  blocked: number[];
}

/** A process or a thread of the command. Times are ms since the start of the command. */
export interface ScriptThread {
  /** Place in `threads`; parents come before their children. */
  id: number;
  parent: number | null;
  /**
   * `main`: coordinates the workers. `worker`: a worker thread, or a child process with a channel. `process`: any other, also
   * a thread that Node itself creates.
   */
  role: 'main' | 'worker' | 'process';
  kind: 'thread' | 'process';
  pid: number;
  /** 0 for the main thread of a process. */
  threadId: number;
  /** File name of its script. */
  name: string;
  /** Absolute path of its script; `null` for code without a file. */
  file: string | null;
  /** Where it was created; `null` for the first process and where it is not known. */
  createdAt: SourceLocation | null;
  startMs: number;
  endMs: number;
  /** `null` while it ran, and where it is not known. */
  exitCode: number | null;
  /** Terminated or killed. */
  stopped: boolean;
  /** As in the account. */
  startupMs: number;
  workMs: number;
  cloneInMs: number;
  cloneOutMs: number;
  runQueueMs: number;
  blockedMs: number;
  idleMs: number;
  unaccountedMs: number;
  gcMs: number;
  /** On a core in total. */
  onCoreMs: number;
  messages: {
    received: number;
    sent: number;
    /** Mean size of the received ones, by a sample. */
    meanBytes: number | null;
  };
  /** Requests with their replies; absent without any. */
  tasks?: { count: number; meanMs: number; longestMs: number };
  /**
   * Tasks of its pools: how long they waited in the queue before they were sent to a worker. Absent where the pool does not
   * show it.
   */
  queue?: { count: number; meanMs: number; longestMs: number };
  /** An even sample of the tasks. */
  taskSample: { startMs: number; durationMs: number }[];
  /** Delay of the event loop; main threads only. */
  loopDelay?: { meanMs: number; p99Ms: number; maxMs: number };
  heapBytes: number;
  timeline: ScriptTimeline | null;
}

/** A function that runs tasks, as the requests of pools name it. */
export interface TaskFunction {
  /** Absolute path. */
  file: string;
  /** The export, or the name under which the worker offers it. */
  name: string;
  /** Workers that ran it. */
  workers: number;
  /** At least so many calls, at most twice as many. */
  calls: number;
}

/** One run of the whole command on a number of cores. */
export interface ScalingPoint {
  cores: number;
  wallMs: number;
  /** Against the run on the fewest cores. */
  speedup: number;
}

/** The report of a command that is already parallel. Times are milliseconds, sizes bytes, shares 0 to 1. */
export interface ScriptReport {
  version: 2;
  kind: 'script';
  /** ISO 8601. */
  startedAt: string;
  durationMs: number;
  outcome: Outcome;
  /** The program and its arguments. */
  command: string[];
  /** Absolute path. */
  cwd: string;
  ending: ScriptEnding;
  commit?: Commit | null;
  machine: Machine | null;
  neighbours: Neighbour[];
  /** From the start of the first process to the end of the last. */
  wallMs: number;
  /** Time on a core of all threads, divided by the wall time. There is no serial run, so it is no speedup. */
  effectiveParallelism: number;
  /** Cores in use on average, with the threads of Node itself; `null` where it is not known. */
  coresUsed: number | null;
  processes: number;
  /** Workers in total, and at the same time at most. */
  workers: number;
  peakWorkers: number;
  /** `null` without workers. */
  account: ScriptAccount | null;
  threads: ScriptThread[];
  /** By the number of calls, the most first; empty where no request names a function. */
  taskFunctions: TaskFunction[];
  coreUsage: CoreSamples | null;
  /** Empty unless it was asked for. */
  scaling: ScalingPoint[];
  findings: DescribedFinding[];
  verdict: VerdictPart[];
  /** Sentences about missing records. */
  limits: string[];
  cpuProfiles: string[];
  /** That of all workers, then one of each thread; empty without CPU profiles. */
  flames: Flame[];
}
