import type { StrategyResult } from '../model/report.ts';
import { taskShare } from '../math/task-share.ts';

/** From this many cores on, other threads or child processes do the work for which a task's own thread waits. */
export const HELPING = 0.5;

/** From this share of the cores on, a task leaves nothing for others to use. */
const FILLED = 0.8;

/** Returns whether one task at a time already occupies the cores, with its thread and with what works for it meanwhile. */
export function fillsCores(share: number, helpers: number, cores: number): boolean {
  return share + helpers >= FILLED * cores;
}

/**
 * Returns the share of task time that the serial run spent on a core, 0 to 1. If unknown, it is derived from the
 * `async` strategy: one thread cannot overlap computation, so its speedup comes from waiting.
 *
 * @returns `null` if neither is known
 */
export function cpuShare(results: readonly StrategyResult[]): number | null {
  const share = serialShare(results, 'onCpuMs');
  if (share !== null) return Math.min(1, share);
  const overlapped = results.filter((result) => result.name === 'async').map((result) => result.speedup.value);
  return overlapped.length > 0 ? Math.min(1, 1 / Math.max(1, ...overlapped)) : null;
}

/**
 * Returns the time that other threads of the process and child processes spent on a core for the tasks of the serial
 * run, as a share of the tasks' time. If cores are scarce, parallel tasks compete with them.
 *
 * @returns `null` if unknown
 */
export function helperShare(results: readonly StrategyResult[]): number | null {
  return serialShare(results, 'helperCpuMs');
}

/** Returns the share of the serial run's task time; `null` if unknown. */
function serialShare(results: readonly StrategyResult[], of: 'onCpuMs' | 'helperCpuMs'): number | null {
  return taskShare(results.find((result) => result.name === 'serial')?.workerTimeline ?? [], of);
}
