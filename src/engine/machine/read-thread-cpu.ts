import { parseProcStat } from './process-times.ts';
import { readIfThere } from './read-if-there.ts';

/** CPU accounting of one thread since it started. */
export interface ThreadCpu {
  /** Time on a core, in ms. */
  runMs: number;
  /** Time in the run queue, waiting for a core, in ms. */
  waitMs: number;
}

/**
 * Reads a thread's accounting from `/proc/<pid>/task/<tid>/schedstat` (Linux only; advances in steps of about 4 ms
 * while the thread runs). Returns `null` on other platforms, and for an unknown or ended thread.
 */
export function readThreadCpu(pid: number, tid: number | null): ThreadCpu | null {
  if (tid === null || process.platform !== 'linux') return null;
  const [run, wait] = readIfThere(`/proc/${pid}/task/${tid}/schedstat`)?.split(' ').map(Number) ?? [];
  return run === undefined || wait === undefined ? null : { runMs: run / 1e6, waitMs: wait / 1e6 };
}

/**
 * Returns the CPU time of all threads of this process except the main one, and of its child processes that have ended.
 * The threads include those that have ended, such as workers that a task starts. Exact for threads that sleep. Returns
 * `null` if unknown.
 */
export function readHelperCpuMs(): number | null {
  const own = readThreadCpu(process.pid, process.pid);
  if (own === null) return null;
  const { user, system } = process.cpuUsage();
  const stat = readIfThere('/proc/self/stat');
  const endedMs = (stat === null ? null : parseProcStat(stat))?.endedChildrenMs ?? 0;
  return (user + system) / 1e3 - own.runMs + endedMs;
}

/**
 * Returns the accounting of this process's main thread, on any platform. Run queue time is Linux only. Before Node 23.9
 * the threads of the garbage collector and the compiler are included.
 */
export function readOwnCpu(): Pick<ThreadCpu, 'runMs'> & Partial<ThreadCpu> {
  const own = readThreadCpu(process.pid, process.pid);
  if (own) return own;
  // eslint-disable-next-line n/no-unsupported-features/node-builtins -- undefined in older versions
  const { threadCpuUsage } = process as Partial<Pick<NodeJS.Process, 'threadCpuUsage'>>;
  const { user, system } = threadCpuUsage ? threadCpuUsage.call(process) : process.cpuUsage();
  return { runMs: (user + system) / 1e3 };
}
