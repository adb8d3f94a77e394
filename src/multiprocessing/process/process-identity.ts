import { availableParallelism } from 'node:os';
import { threadId } from 'node:worker_threads';
import { perThread } from '../per-thread.ts';
import { workerContext } from '../worker-context.ts';

/** The identity of this thread or process among those started by Process. */
export interface CurrentProcess {
  readonly name: string;
  readonly pid: number;
  /** 0 in a main thread. */
  readonly threadId: number;
  readonly daemon: boolean;
}

/** The thread or process that started this one. */
export interface ParentProcess {
  readonly name: string;
  readonly pid: number;
  readonly threadId: number;
  /** Returns whether the parent is alive. A thread's parent always is: its end also ends its threads. */
  isAlive(): boolean;
}

interface Identity {
  current: CurrentProcess;
  parent: { name: string; pid: number; threadId: number } | null;
  started: number;
}

/** Returns this thread's identity, shared by every copy of the library. */
export function identity(): Identity {
  const context = workerContext();
  const name = context === null ? 'MainProcess' : `PoolWorker-${context.worker}`;
  return perThread('process identity', () => ({
    current: { name, pid: process.pid, threadId, daemon: false },
    parent: null,
    started: 0,
  }));
}

/**
 * Returns the name, pid and thread id of the running process or thread: `MainProcess` in the main program,
 * `PoolWorker-0` in a pool.
 */
export function currentProcess(): CurrentProcess {
  return identity().current;
}

/**
 * Returns the parent that started this child with a Process; `null` in the main program and in the workers of a pool.
 */
export function parentProcess(): ParentProcess | null {
  const { parent } = identity();
  if (parent === null) return null;
  return { ...parent, isAlive: () => parent.pid === process.pid || process.ppid === parent.pid };
}

/**
 * Returns how many CPUs this process may use. Container limits and CPU affinity count, unlike in Python's `cpu_count`.
 */
export function cpuCount(): number {
  return availableParallelism();
}
