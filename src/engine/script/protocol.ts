/**
 * Between the process that profiles a command and the one that watches the command from outside. The watcher starts
 * immediately and answers each message with one `watched`. It exits after `finish`, and when its parent has ended.
 */
import type { CoreSamples, Machine, Neighbour } from '../../model/measurement.ts';
import type { KernelThread } from '../../model/script-recording.ts';

/** `look` asks for what it has seen so far. */
export type ToWatch = { type: 'look' } | { type: 'finish' };

/** Time of a thread as the kernel counts it. Times are milliseconds of the monotonic clock, or sums. */
export interface WatchedThread extends KernelThread {
  pid: number;
  tid: number;
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
