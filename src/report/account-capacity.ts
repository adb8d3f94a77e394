import type { ObservedPass } from '../model/measurement.ts';
import type { CapacityAccount, Factors } from '../model/report.ts';
import { sum } from './statistics/median.ts';

/**
 * Where workers x wall time went in an observed pass. The parts with `unaccounted` sum to the capacity.
 *
 * @param workers of the configuration; a worker that the pass does not list never got a task
 * @param serialTasksMs sum of the task times in the serial run
 * @returns `null` when the pass shows no work at all
 */
export function accountCapacity(pass: ObservedPass, workers: number, serialTasksMs: number): CapacityAccount | null {
  const capacity = workers * pass.wallMs;
  const busy = sum(pass.workers.map((worker) => worker.busyMs));
  if (!(capacity > 0) || !(busy > 0)) return null;
  const unlisted = Math.max(0, workers - pass.workers.length) * pass.wallMs;
  const parts = {
    useful: serialTasksMs,
    inflated: busy - serialTasksMs,
    cloneIn: sum(pass.workers.map((worker) => worker.cloneInMs)),
    cloneOut: sum(pass.workers.map((worker) => worker.cloneOutMs)),
    dispatch: sum(pass.workers.map((worker) => worker.dispatchMs)),
    tail: sum(pass.workers.map((worker) => worker.tailMs)) + unlisted,
  };
  return {
    capacity,
    ...parts,
    unaccounted: capacity - sum(Object.values(parts)),
    gc: sum(pass.workers.map((worker) => worker.gcMs)),
    ...(pass.workers.every((worker) => worker.runQueueWaitMs !== undefined)
      ? { runQueueWait: sum(pass.workers.map((worker) => worker.runQueueWaitMs ?? 0)) }
      : {}),
  };
}

/**
 * The factors of the speedup: workers x loadBalance x communication x computeScaling. After the efficiency metrics of
 * the POP Centre of Excellence, with tasks in the place of useful computation.
 *
 * @param serialTasksMs sum of the task times in the serial run
 * @param serialWallMs wall time of the serial run's observed pass
 * @returns `null` when the pass shows no work at all
 */
export function factorSpeedup(
  pass: ObservedPass,
  workers: number,
  serialTasksMs: number,
  serialWallMs: number,
): Factors | null {
  const busy = pass.workers.map((worker) => worker.busyMs);
  const longest = Math.max(0, ...busy);
  if (!(longest > 0) || !(pass.wallMs > 0) || !(serialWallMs > 0)) return null;
  const factors = {
    loadBalance: sum(busy) / workers / longest,
    communication: longest / pass.wallMs,
    computeScaling: serialTasksMs / sum(busy),
  };
  const product = workers * factors.loadBalance * factors.communication * factors.computeScaling;
  const measured = serialWallMs / pass.wallMs;
  return { ...factors, residual: (product - measured) / measured };
}
