import { readIfThere } from './read-if-there.ts';

/** CPU accounting of one thread since it began. */
export interface ThreadCpu {
  /** Time on a core. */
  runMs: number;
  /** Time runnable while waiting for a core. */
  waitMs: number;
}

/**
 * Reads a thread's accounting from `/proc/<pid>/task/<tid>/schedstat` (Linux only; advances in steps of about 4 ms while
 * the thread runs). `null` where there is none: another platform, an unknown thread id, a thread that ended.
 */
export function readThreadCpu(pid: number, tid: number | null): ThreadCpu | null {
  if (tid === null || process.platform !== 'linux') return null;
  const [run, wait] = readIfThere(`/proc/${pid}/task/${tid}/schedstat`)?.split(' ').map(Number) ?? [];
  return run === undefined || wait === undefined ? null : { runMs: run / 1e6, waitMs: wait / 1e6 };
}
