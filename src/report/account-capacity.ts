import type { ObservedPass } from '../model/measurement.ts';
import type { CapacityAccount, Factors } from '../model/report.ts';
import { sum } from '../math/median.ts';

/** An observed pass, and the typical pass that it explains. */
export interface ExplainedPass {
  pass: ObservedPass;
  /** Number of workers of the configuration; a worker missing from the pass never received a task. */
  workers: number;
  /** Wall time of the typical pass, the one that is shown. */
  wallMs: number;
  /** Wall time of the typical serial pass. */
  serialMs: number;
}

/**
 * Divides workers x wall time into its uses, in the proportions of the observed pass but at the length of the typical
 * one. A single pass differs by a few percent, so its milliseconds would not match those in the table of strategies.
 * The parts and `unaccounted` sum to the capacity.
 *
 * @returns `null` if the pass contains no work
 */
export function accountCapacity({ pass, workers, wallMs, serialMs }: ExplainedPass): CapacityAccount | null {
  const busy = sum(pass.workers.map((worker) => worker.busyMs));
  if (!(workers > 0) || !(pass.wallMs > 0) || !(busy > 0)) return null;
  const scale = wallMs / pass.wallMs;
  const capacity = workers * wallMs;
  const unlisted = Math.max(0, workers - pass.workers.length) * pass.wallMs;
  const total = (value: (worker: ObservedPass['workers'][number]) => number): number =>
    scale * sum(pass.workers.map(value));
  const parts = {
    useful: serialMs,
    inflated: scale * busy - serialMs,
    cloneIn: total((worker) => worker.cloneInMs),
    cloneOut: total((worker) => worker.cloneOutMs),
    dispatch: total((worker) => worker.dispatchMs),
    tail: total((worker) => worker.tailMs) + scale * unlisted,
  };
  return {
    capacity,
    ...parts,
    unaccounted: capacity - sum(Object.values(parts)),
    // A collection that began between two tasks counts as well, but not beyond their time.
    gc: Math.min(
      scale * busy,
      total((worker) => worker.gcMs),
    ),
    ...(pass.workers.every((worker) => worker.runQueueWaitMs !== undefined)
      ? {
          runQueueWait: Math.min(
            Math.max(0, parts.inflated),
            total((worker) => worker.runQueueWaitMs ?? 0),
          ),
        }
      : {}),
    scale,
  };
}

/**
 * Returns the factors of the speedup: workers x loadBalance x communication x computeScaling. Based on the efficiency
 * metrics of the POP Centre of Excellence, with tasks instead of useful computation.
 *
 * @param observedSerialMs wall time of the serial run's observed pass
 * @returns `null` if the pass contains no work
 */
export function factorSpeedup(
  { pass, workers, wallMs, serialMs }: ExplainedPass,
  observedSerialMs: number,
): Factors | null {
  const busy = pass.workers.map((worker) => worker.busyMs);
  const longest = Math.max(0, ...busy);
  if (!(longest > 0) || !(pass.wallMs > 0) || !(wallMs > 0)) return null;
  const observed = observedSerialMs / pass.wallMs;
  const shown = serialMs / wallMs;
  return {
    loadBalance: sum(busy) / workers / longest,
    communication: longest / pass.wallMs,
    computeScaling: serialMs / ((sum(busy) * wallMs) / pass.wallMs),
    residual: observed / shown - 1,
  };
}
