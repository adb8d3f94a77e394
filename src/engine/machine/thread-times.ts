import { KernelFile } from './kernel-file.ts';
import { listIfThere } from './read-if-there.ts';

interface OpenThread {
  schedstat: KernelFile;
  stat: KernelFile;
  /** Time on a core since it began. */
  runMs: number;
  /** It had not run when it was last read. */
  rests: boolean;
}

type Add = (core: number, ms: number) => void;

/** So that nothing small adds up for long in a thread that rests. */
const READ_ALL_EVERY = 10;

/**
 * CPU time of every thread of some processes since the last reading, and the core it ran on (Linux only). The kernel's files
 * are kept open: there are ten threads in every Node process.
 */
export class ThreadTimes {
  /** By process and thread id. */
  private readonly processes = new Map<number, Map<string, OpenThread>>();
  /** Processes whose threads are not those that are known. */
  private readonly changed = new Set<number>();
  private reads = 0;

  /** From now on it is these processes; what they did before does not count. */
  watch(pids: readonly number[]): void {
    for (const [pid, threads] of this.processes) if (!pids.includes(pid)) this.forget(pid, threads);
    for (const pid of pids) {
      if (!this.processes.has(pid)) this.processes.set(pid, new Map());
      this.changed.add(pid);
    }
    this.read(() => undefined);
  }

  /** Calls `add` for each thread that ran. A thread that is new counts from its first moment. */
  read(add: Add): void {
    for (const [pid, threads] of this.processes) this.readProcess(pid, threads, true, add);
  }

  /**
   * The same of those alone that had run when they were last read: of the ten threads of a process, one or two. What another
   * has run since is told when it is read; now and then all are.
   */
  readBusy(add: Add): void {
    const all = ++this.reads % READ_ALL_EVERY === 0;
    for (const [pid, threads] of this.processes) this.readProcess(pid, threads, all, add);
  }

  /** Lets go of all files. */
  end(): void {
    for (const [pid, threads] of this.processes) this.forget(pid, threads);
  }

  private readProcess(pid: number, threads: Map<string, OpenThread>, all: boolean, add: Add): void {
    if (this.changed.delete(pid)) list(pid, threads);
    for (const thread of threads.values()) {
      if (thread.rests && !all) continue;
      // Threads are begun by threads that run, and each that runs says how many there are.
      const count = readThread(thread, add);
      if (count !== null && count !== threads.size) this.changed.add(pid);
    }
  }

  private forget(pid: number, threads: Map<string, OpenThread>): void {
    for (const thread of threads.values()) close(thread);
    this.processes.delete(pid);
    this.changed.delete(pid);
  }
}

/** Makes `threads` those that the process has now. */
function list(pid: number, threads: Map<string, OpenThread>): void {
  const tids = listIfThere(`/proc/${pid}/task`) ?? [];
  for (const [tid, thread] of threads) {
    // A new thread may have got the id of one that ended.
    if (tids.includes(tid) && thread.schedstat.read()) continue;
    close(thread);
    threads.delete(tid);
  }
  for (const tid of tids) {
    const thread = threads.has(tid) ? null : open(`/proc/${pid}/task/${tid}`);
    if (thread !== null) threads.set(tid, thread);
  }
}

function open(folder: string): OpenThread | null {
  const schedstat = KernelFile.open(`${folder}/schedstat`);
  if (schedstat === null) return null;
  const stat = KernelFile.open(`${folder}/stat`);
  if (stat !== null) return { schedstat, stat, runMs: 0, rests: false };
  schedstat.close();
  return null;
}

function close({ schedstat, stat }: OpenThread): void {
  schedstat.close();
  stat.close();
}

/** Returns how many threads there are in its process: 0 where it has ended itself, `null` where it has not run. */
function readThread(thread: OpenThread, add: Add): number | null {
  // It ended; its files are closed when the threads are listed again.
  if (!thread.schedstat.read()) return 0;
  const ms = thread.schedstat.number() / 1e6 - thread.runMs;
  thread.runMs += ms;
  thread.rests = ms === 0;
  if (thread.rests || !thread.stat.read()) return null;
  // The name, field 2, may hold spaces and brackets.
  thread.stat.skipToLast(')');
  thread.stat.skipFields(20 - 2);
  const count = thread.stat.number();
  thread.stat.skipFields(39 - 21);
  add(thread.stat.number(), ms);
  return count;
}
