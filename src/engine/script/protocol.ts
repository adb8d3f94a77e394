/**
 * Between the process that profiles a command and the one that watches the command from outside. The watcher begins at
 * once; it sends nothing until it is told to `finish`, and answers with one `watched`, after which it exits. It also exits
 * when its parent is gone.
 */
import type { CoreSamples, Machine, Neighbour } from '../../model/measurement.ts';

export type ToWatch = { type: 'finish' };

/** Time of a thread as the kernel counts it. Times are milliseconds of the monotonic clock, or sums. */
export interface WatchedThread {
  pid: number;
  tid: number;
  cpuMs: number;
  /** Runnable without a core. */
  runQueueMs: number;
  /** When it was read last. */
  lastMs: number;
  /** Parts of the time since `originMs`, each `binMs` long: on a core, and waiting for one. */
  binMs: number;
  onCore: number[];
  waiting: number[];
}

/** Samples of a command, taken from outside. */
export interface WatchedScript {
  machine: Machine;
  /** `null` where no sample was taken. */
  cores: CoreSamples | null;
  neighbours: Neighbour[];
  /** Empty on systems other than Linux. */
  threads: WatchedThread[];
}

export type FromWatch = { type: 'watched'; watched: WatchedScript };
