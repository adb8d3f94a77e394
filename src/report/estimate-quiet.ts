import type { QuietEstimate } from '../model/conclusion.ts';
import type { BaselineResult, ParallelResult, PoolResult } from '../model/report.ts';
import { cpuShare, WAITING_BELOW } from './cpu-share.ts';
import { isObservable } from './findings/run-facts.ts';
import { sum } from '../math/median.ts';

/** Below this share of waiting, the measured speedup is as good as the estimate. */
const NOTABLE_WAIT = 0.05;

/**
 * Estimates the speedup on an idle machine from the observed passes: each time shrinks by the share in which its
 * threads were runnable and waited for a core. Two threads that waited half of the time give about 2x.
 *
 * @param cores that could be used at once: more workers would wait on an idle machine too
 * @returns the best estimate; `null` if threads hardly waited, their waiting is unknown, or tasks wait for something
 *   else
 */
export function estimateQuiet(
  serial: BaselineResult | null,
  parallel: readonly ParallelResult[],
  cores: number,
): QuietEstimate | null {
  if (!serial || (cpuShare([serial, ...parallel]) ?? 1) < WAITING_BELOW) return null;
  const serialWait = serialWaitShare(serial);
  if (serialWait === null) return null;
  const estimates = parallel.flatMap((result) => {
    if (!isObservable(result) || result.workers > Math.ceil(cores)) return [];
    const wait = waitShare(result, cores);
    if (wait === null || Math.max(wait, serialWait) < NOTABLE_WAIT) return [];
    const speedup = (result.speedup.value * (1 - serialWait)) / (1 - wait);
    return [{ strategy: result.name, workers: result.workers, speedup: Math.min(speedup, result.workers, cores) }];
  });
  return estimates.sort((a, b) => b.speedup - a.speedup || a.workers - b.workers)[0] ?? null;
}

/** Returns the share of waiting in the serial pass. */
function serialWaitShare({ workerTimeline, wallMs }: BaselineResult): number | null {
  const [thread] = workerTimeline;
  if (!thread) return null;
  // Where the kernel does not count the wait, it includes the tasks' own waiting, so the serial run counts as
  // undisturbed.
  if (thread.runQueueWaitMs === undefined || thread.waitIsUpperBound) return 0;
  return clampShare(thread.runQueueWaitMs / Math.max(thread.busyMs, wallMs.median));
}

/**
 * Returns the share of waiting in the pool's pass, without time that its main thread took from workers that have no
 * core to spare.
 */
function waitShare(result: PoolResult & { timeMs: { capacity: number; scale: number } }, cores: number): number | null {
  const waits = result.workerTimeline.map(({ runQueueWaitMs }) => runQueueWaitMs);
  if (waits.some((wait) => wait === undefined)) return null;
  const ownMs = result.workers + 1 > Math.ceil(cores) ? (result.mainThread?.busyMs ?? 0) : 0;
  const waitedMs = result.timeMs.scale * sum(waits.map((wait) => wait ?? 0)) - ownMs;
  return clampShare(waitedMs / result.timeMs.capacity);
}

function clampShare(share: number): number {
  return Math.min(0.95, Math.max(0, share));
}
