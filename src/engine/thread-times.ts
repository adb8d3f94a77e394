import { closeSync, readSync } from 'node:fs';
import { ifThere, listIfThere, openIfThere, readOpen } from './read-if-there.ts';

interface OpenThread {
  schedstat: number;
  stat: number;
  /** Time on a core since it began. */
  runMs: number;
}

/** A pool starts its threads before it is watched; listing them costs as much as reading all their times. */
const LIST_EVERY = 10;

const buffer = Buffer.alloc(64);
/** The code of the digit 0; a space, which ends a number, is below it. */
const ZERO = 48;

/**
 * What every thread of some processes ran since the last reading, and on which core it was (Linux only). The kernel's files
 * are kept open: reading one again costs a tenth of opening it, and there are ten threads in every Node process.
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
  read(add: (core: number, ms: number) => void): void {
    if (this.reads++ % LIST_EVERY === 0) this.lists.clear();
    for (const pid of this.pids) {
      const list = this.lists.get(pid) ?? this.list(pid);
      for (const thread of list) {
        const runNs = firstNumber(thread.schedstat);
        // It ended; its files are closed when the process is no longer watched.
        if (runNs === null) continue;
        const ms = runNs / 1e6 - thread.runMs;
        thread.runMs += ms;
        const core = ms > 0 ? coreOf(readOpen(thread.stat)) : null;
        if (core !== null) add(core, ms);
      }
    }
  }

  /** Lets go of all files. */
  end(): void {
    this.close('');
    this.pids = [];
  }

  private list(pid: number): OpenThread[] {
    const list = (listIfThere(`/proc/${pid}/task`) ?? []).flatMap(
      (tid) => this.threads.get(`${pid}/${tid}`) ?? this.open(`${pid}/${tid}`) ?? [],
    );
    this.lists.set(pid, list);
    return list;
  }

  private open(key: string): OpenThread | null {
    const [pid, tid] = key.split('/');
    const folder = `/proc/${pid ?? ''}/task/${tid ?? ''}`;
    const schedstat = openIfThere(`${folder}/schedstat`);
    if (schedstat === null) return null;
    const stat = openIfThere(`${folder}/stat`);
    if (stat === null) {
      closeSync(schedstat);
      return null;
    }
    const thread = { schedstat, stat, runMs: 0 };
    this.threads.set(key, thread);
    return thread;
  }

  private close(prefix: string): void {
    for (const [key, { schedstat, stat }] of this.threads) {
      if (!key.startsWith(prefix)) continue;
      closeSync(schedstat);
      closeSync(stat);
      this.threads.delete(key);
    }
  }
}

/** Field 39 of `stat`: the core that the thread last ran on. The name, field 2, may hold spaces and brackets. */
function coreOf(stat: string | null): number | null {
  if (stat === null) return null;
  const core = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ', 37)[36]);
  return Number.isInteger(core) ? core : null;
}

/** The number that the file begins with, without making a string of it; `null` when its thread has ended. */
function firstNumber(file: number): number | null {
  const length = ifThere(() => readSync(file, buffer, 0, buffer.length, 0));
  if (length === null) return null;
  let value = 0;
  for (let at = 0; at < length; at++) {
    const digit = (buffer[at] ?? 0) - ZERO;
    if (digit < 0) break;
    value = value * 10 + digit;
  }
  return value;
}
