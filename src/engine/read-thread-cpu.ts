import { readFileSync } from 'node:fs';

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
  try {
    const [run, wait] = readFileSync(`/proc/${pid}/task/${tid}/schedstat`, 'latin1').split(' ').map(Number);
    return run === undefined || wait === undefined ? null : { runMs: run / 1e6, waitMs: wait / 1e6 };
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
}

function isGone(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    (error.code === 'ENOENT' || error.code === 'ESRCH' || error.code === 'EACCES')
  );
}
