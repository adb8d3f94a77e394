import { parseProcStat } from './process-times.ts';
import { listIfThere, readIfThere } from './read-if-there.ts';

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

/**
 * Time on a core of all threads of this process but the main one, since each began, exact for those that sleep; and of its
 * child processes that have ended. `null` where it is not known.
 */
export function readHelperCpuMs(): number | null {
  const threads = process.platform === 'linux' ? listIfThere('/proc/self/task') : null;
  const others = threads?.map(Number).filter((tid) => tid !== process.pid);
  const stat = readIfThere('/proc/self/stat');
  const endedMs = (stat === null ? null : parseProcStat(stat))?.endedChildrenMs ?? 0;
  return others?.reduce((sum, tid) => sum + (readThreadCpu(process.pid, tid)?.runMs ?? 0), endedMs) ?? null;
}

/**
 * The same of the main thread of this process, on any platform; there is no time in the run queue outside of Linux, and
 * before Node 23.9 the collector's and the compiler's threads are counted in.
 */
export function readOwnCpu(): Pick<ThreadCpu, 'runMs'> & Partial<ThreadCpu> {
  const own = readThreadCpu(process.pid, process.pid);
  if (own) return own;
  // eslint-disable-next-line n/no-unsupported-features/node-builtins -- undefined in older versions
  const { threadCpuUsage } = process as Partial<Pick<NodeJS.Process, 'threadCpuUsage'>>;
  const { user, system } = threadCpuUsage ? threadCpuUsage.call(process) : process.cpuUsage();
  return { runMs: (user + system) / 1e3 };
}
