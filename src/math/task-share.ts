import { sum } from './median.ts';

/** The kernel accounts a running thread every few milliseconds, so shorter passes cannot be distinguished. */
const LEAST_BUSY_MS = 20;

/** Below this share of its time on a core a task mostly waits, so more cores do not help. */
export const WAITING_BELOW = 0.5;

/** Times of one thread in a pass, in ms: a part of `WorkerActivity`. */
interface ThreadTimes {
  busyMs: number;
  runQueueWaitMs?: number;
  onCpuMs?: number;
  helperCpuMs?: number;
}

/**
 * Returns the share of their tasks' time that the threads spent on a core (`onCpuMs`), or that other threads and child
 * processes spent on cores for them (`helperCpuMs`).
 * @returns `null` if unknown
 */
export function taskShare(workers: readonly ThreadTimes[], of: 'onCpuMs' | 'helperCpuMs'): number | null {
  // Time in the run queue is neither computing nor waiting: the task was runnable while another thread had the core.
  const busyMs = sum(workers.map((worker) => worker.busyMs - (worker.runQueueWaitMs ?? 0)));
  if (busyMs < LEAST_BUSY_MS || workers.some((worker) => worker[of] === undefined)) return null;
  return sum(workers.map((worker) => worker[of] ?? 0)) / busyMs;
}

/** Returns whether tasks mostly wait, and not for other threads or child processes that compute; false if unknown. */
export function mostlyWait(workers: readonly ThreadTimes[]): boolean {
  const share = taskShare(workers, 'onCpuMs');
  return share !== null && share + (taskShare(workers, 'helperCpuMs') ?? 0) < WAITING_BELOW;
}
