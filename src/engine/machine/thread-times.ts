import { KernelFile } from './kernel-file.ts';
import { listIfThere } from './read-if-there.ts';

interface OpenThread {
  schedstat: KernelFile;
  stat: KernelFile;
  /** CPU time since it started, in ms. */
  runMs: number;
  /** Whether it did not run between the last two readings. A thread that waits for a core does not rest. */
  rests: boolean;
  ran: boolean;
  /** The core it ran on when `stat` was last read, and whether that was in the last reading. */
  core: number;
  hasNewCore: boolean;
  /** Whether it ran since its child processes were last listed: only threads that run start processes. */
  mayHaveChildren: boolean;
}

interface WatchedProcess {
  pid: number;
  /** The watched process that started it, if any. */
  parent: WatchedProcess | null;
  /** Whether it was found as a child process rather than watched by id. */
  isFound: boolean;
  threads: Map<string, OpenThread>;
  /** Whether its list of threads is out of date. */
  isChanged: boolean;
  /** The core it last ran on. */
  core: number;
  /** CPU time of all threads seen, each since its start, in ms. */
  ranMs: number;
  /** CPU time of its ended child processes, as counted by the kernel, and the part already passed on. */
  endedMs: number;
  settledMs: number;
  /** CPU time of ended child processes that was counted while they were running. */
  creditMs: number;
}

type Add = (core: number, ms: number) => void;

/** Limits how long small amounts of CPU time of resting threads go unread. */
const READ_ALL_EVERY = 10;
/** `/proc/<pid>/stat` counts in hundredths of a second. */
const TICK_MS = 10;

/**
 * Reads the CPU time of every thread of some processes and their child processes since the last reading, and the core
 * each ran on (Linux only). The kernel's files stay open: every Node process has ten threads.
 */
export class ThreadTimes {
  private readonly processes = new Map<number, WatchedProcess>();
  private readonly alone: number | null;
  private reads = 0;

  /** @param alone a process whose child processes do not count as its own */
  constructor(alone: number | null = null) {
    this.alone = alone;
  }

  /** Watches these processes and their child processes from now on. Their earlier time does not count. */
  watch(pids: readonly number[]): void {
    const kept = new Set(pids);
    for (const known of [...this.processes.values()]) {
      if (kept.has(known.pid)) known.isFound = false;
      else if (!known.isFound || !this.isKept(known, kept)) this.forget(known);
    }
    for (const pid of pids) (this.processes.get(pid) ?? this.add(pid, null)).isChanged = true;
    this.read(() => undefined);
  }

  /** Calls `add` for each thread that ran. A new thread or child process counts from its start. */
  read(add: Add): void {
    for (const known of this.processes.values()) this.findChildren(known);
    for (const known of [...this.processes.values()]) this.readProcess(known, true, add);
    this.settle(add);
  }

  /**
   * Works like `read`, but skips threads that rested in the last two readings: of the ten threads in a process, one or
   * two run. The time of a skipped thread is added when it is next read. All threads are read from time to time.
   */
  readBusy(add: Add): void {
    if (++this.reads % READ_ALL_EVERY === 0) {
      this.read(add);
      return;
    }
    for (const known of [...this.processes.values()]) this.readProcess(known, false, add);
    this.settle(add);
  }

  /** Closes all files. */
  end(): void {
    for (const known of [...this.processes.values()]) this.forget(known);
  }

  /** Starts watching a process; a child process counts from its start. */
  private add(pid: number, parent: WatchedProcess | null): WatchedProcess {
    const stat = readProcess(pid);
    const known = stat.parent === this.alone ? null : (this.processes.get(stat.parent) ?? null);
    const added: WatchedProcess = {
      pid,
      parent: parent ?? known,
      isFound: parent !== null,
      threads: new Map(),
      isChanged: true,
      core: 0,
      ranMs: 0,
      endedMs: stat.endedMs,
      settledMs: parent === null ? stat.endedMs : 0,
      creditMs: 0,
    };
    this.processes.set(pid, added);
    return added;
  }

  private isKept({ parent }: WatchedProcess, kept: ReadonlySet<number>): boolean {
    return parent !== null && (kept.has(parent.pid) || this.isKept(parent, kept));
  }

  private findChildren(parent: WatchedProcess): void {
    if (parent.pid === this.alone) return;
    for (const [tid, thread] of parent.threads) {
      if (!thread.mayHaveChildren) continue;
      thread.mayHaveChildren = false;
      for (const pid of readChildren(parent.pid, tid)) {
        if (this.processes.has(pid)) continue;
        const child = this.add(pid, parent);
        list(child);
        this.findChildren(child);
      }
    }
  }

  private readProcess(known: WatchedProcess, all: boolean, add: Add): void {
    const { threads } = known;
    if (known.isChanged) {
      known.isChanged = false;
      list(known);
    }
    for (const thread of threads.values()) {
      if (thread.rests && !all) continue;
      // Threads are started by threads that run, and each of those reports the thread count.
      const count = readThread(thread, known, all, add);
      if (count !== null && count !== threads.size) known.isChanged = true;
    }
    if (threads.size === 0) this.forget(known);
  }

  /** Adds the time of child processes that ended before they were first seen, or after they were last read. */
  private settle(add: Add): void {
    for (const known of [...this.processes.values()]) {
      if (known.pid === this.alone || known.endedMs <= known.settledMs) continue;
      for (const child of [...this.processes.values()]) {
        if (child.parent !== known) continue;
        child.isChanged = true;
        this.readProcess(child, true, add);
      }
      const ms = known.endedMs - known.settledMs;
      const countedMs = Math.min(ms, known.creditMs);
      known.settledMs = known.endedMs;
      known.creditMs -= countedMs;
      if (ms > countedMs) add(known.core, ms - countedMs);
    }
  }

  private forget(known: WatchedProcess): void {
    for (const thread of known.threads.values()) close(thread);
    this.processes.delete(known.pid);
    // The kernel adds the time of an ended process, including its own children, to its parent.
    if (known.parent) known.parent.creditMs += known.ranMs + known.endedMs + known.creditMs;
    for (const child of this.processes.values()) if (child.parent === known) child.parent = known.parent;
  }
}

/** Returns its parent, and the CPU time of its ended child processes. */
function readProcess(pid: number): { parent: number; endedMs: number } {
  const stat = KernelFile.open(`/proc/${pid}/stat`);
  if (!stat) return { parent: 0, endedMs: 0 };
  stat.read();
  stat.skipToLast(')');
  stat.skipFields(4 - 2);
  const parent = stat.number();
  stat.skipFields(16 - 5);
  const endedMs = TICK_MS * (stat.number() + stat.number());
  stat.close();
  return { parent, endedMs };
}

/** Returns the processes that a thread has started; none if the kernel does not list them. */
function readChildren(pid: number, tid: string): number[] {
  const file = KernelFile.open(`/proc/${pid}/task/${tid}/children`);
  if (!file) return [];
  const children: number[] = [];
  if (file.read()) for (let child = file.number(); child > 0; child = file.number()) children.push(child);
  file.close();
  return children;
}

/** Updates the list of a process's threads. */
function list({ pid, threads }: WatchedProcess): void {
  const tids = listIfThere(`/proc/${pid}/task`) ?? [];
  for (const [tid, thread] of threads) {
    // A new thread may have reused the id of an ended one.
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
  if (stat !== null)
    return { schedstat, stat, runMs: 0, rests: false, ran: false, core: 0, hasNewCore: false, mayHaveChildren: true };
  schedstat.close();
  return null;
}

function close({ schedstat, stat }: OpenThread): void {
  schedstat.close();
  stat.close();
}

/** Returns the number of threads in its process: 0 if the thread has ended, `null` if it has not run. */
function readThread(thread: OpenThread, known: WatchedProcess, all: boolean, add: Add): number | null {
  // The thread has ended; its files are closed when threads are next listed.
  if (!thread.schedstat.read()) return 0;
  const ms = thread.schedstat.number() / 1e6 - thread.runMs;
  thread.runMs += ms;
  known.ranMs += ms;
  thread.rests = ms === 0 && !thread.ran;
  thread.ran = ms > 0;
  if (!thread.ran) return null;
  thread.mayHaveChildren = true;
  // Threads rarely change cores, and reading this file doubles the cost.
  thread.hasNewCore = all || !thread.hasNewCore;
  if (!thread.hasNewCore) {
    add(thread.core, ms);
    return null;
  }
  if (!thread.stat.read()) return null;
  // The name, field 2, may contain spaces and brackets.
  thread.stat.skipToLast(')');
  thread.stat.skipFields(16 - 2);
  // Counted per process, but reported by each of its threads.
  known.endedMs = TICK_MS * (thread.stat.number() + thread.stat.number());
  thread.stat.skipFields(20 - 18);
  const count = thread.stat.number();
  thread.stat.skipFields(39 - 21);
  thread.core = known.core = thread.stat.number();
  add(thread.core, ms);
  return count;
}
