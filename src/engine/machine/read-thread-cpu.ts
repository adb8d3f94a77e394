import { parseProcStat } from './process-times.ts';
import { listIfThere, readIfThere } from './read-if-there.ts';

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
 * Threads that have ended, such as workers that a task starts, are included from Node 23.9 on. Exact for threads that
 * sleep. Returns `null` if unknown.
 */
export function readHelperCpuMs(): number | null {
  if (process.platform !== 'linux') return null;
  const stat = readIfThere('/proc/self/stat');
  const endedMs = (stat === null ? null : parseProcStat(stat))?.endedChildrenMs ?? 0;
  const ownMs = readMainThreadCpuMs();
  if (ownMs !== null) return totalMs(process.cpuUsage()) - ownMs + endedMs;
  const others = listIfThere('/proc/self/task')
    ?.map(Number)
    .filter((tid) => tid !== process.pid);
  return others?.reduce((sum, tid) => sum + (readThreadCpu(process.pid, tid)?.runMs ?? 0), endedMs) ?? null;
}

/** Unlike the kernel's files, exact while the thread runs; `null` before Node 23.9. */
function readMainThreadCpuMs(): number | null {
  // eslint-disable-next-line n/no-unsupported-features/node-builtins -- undefined in older versions
  const { threadCpuUsage } = process as Partial<Pick<NodeJS.Process, 'threadCpuUsage'>>;
  return threadCpuUsage ? totalMs(threadCpuUsage.call(process)) : null;
}

function totalMs({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1e3;
}

/**
 * Returns the accounting of this process's main thread, on any platform. Run queue time is Linux only. Before Node 23.9
 * the threads of the garbage collector and the compiler are included.
 */
export function readOwnCpu(): Pick<ThreadCpu, 'runMs'> & Partial<ThreadCpu> {
  const own = readThreadCpu(process.pid, process.pid);
  if (own) return own;
  return { runMs: readMainThreadCpuMs() ?? totalMs(process.cpuUsage()) };
}
