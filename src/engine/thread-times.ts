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
 * What every thread of some processes ran since the last reading, and on which core it was (Linux only). The kernel's files
 * are kept open: there are ten threads in every Node process.
 */
export class ThreadTimes {
  private readonly threads = new Map<string, OpenThread>();
  private pids: readonly number[] = [];
  private readonly lists = new Map<number, OpenThread[]>();
  private reads = 0;

  /** From now on it is these processes; what they did before does not count. */
  watch(pids: readonly number[]): void {
    const kept = new Set(pids);
    for (const pid of this.pids.filter((one) => !kept.has(one))) this.close(`${pid}/`);
    this.pids = pids;
    this.lists.clear();
    this.read(() => undefined);
  }

  /** Calls `add` for each thread that ran. A thread that is new counts from its first moment. */
  read(add: Add): void {
    for (const pid of this.pids) this.readProcess(pid, true, add);
  }

  /**
   * The same of those alone that had run when they were last read: of the ten threads of a process, one or two. What another
   * has run since is told when it is read; now and then all are.
   */
  readBusy(add: Add): void {
    const all = ++this.reads % READ_ALL_EVERY === 0;
    for (const pid of this.pids) this.readProcess(pid, all, add);
  }

  /** Lets go of all files. */
  end(): void {
    this.close('');
    this.pids = [];
  }

  private readProcess(pid: number, all: boolean, add: Add): void {
    const list = this.lists.get(pid) ?? this.list(pid);
    for (const thread of list) {
      if (thread.rests && !all) continue;
      // Threads are begun by threads that run, and each that runs says how many there are.
      const count = readThread(thread, add);
      if (count !== null && count !== list.length) this.lists.delete(pid);
    }
  }

  private list(pid: number): OpenThread[] {
    const tids = listIfThere(`/proc/${pid}/task`) ?? [];
    const list = tids.flatMap((tid) => this.threads.get(`${pid}/${tid}`) ?? this.open(`${pid}/${tid}`) ?? []);
    this.lists.set(pid, list);
    return list;
  }

  private open(key: string): OpenThread | null {
    const [pid, tid] = key.split('/');
    const folder = `/proc/${pid ?? ''}/task/${tid ?? ''}`;
    const schedstat = KernelFile.open(`${folder}/schedstat`);
    if (schedstat === null) return null;
    const stat = KernelFile.open(`${folder}/stat`);
    if (stat === null) {
      schedstat.close();
      return null;
    }
    const thread = { schedstat, stat, runMs: 0, rests: false };
    this.threads.set(key, thread);
    return thread;
  }

  private close(prefix: string): void {
    for (const [key, { schedstat, stat }] of this.threads) {
      if (!key.startsWith(prefix)) continue;
      schedstat.close();
      stat.close();
      this.threads.delete(key);
    }
  }
}

/** Returns how many threads there are in its process: 0 where it has ended itself, `null` where it has not run. */
function readThread(thread: OpenThread, add: Add): number | null {
  // It ended; its files are closed when the process is no longer watched.
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
