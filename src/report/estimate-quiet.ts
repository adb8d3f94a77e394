import type { QuietEstimate } from '../model/conclusion.ts';
import type { BaselineResult, ParallelResult, PoolResult, StrategyResult } from '../model/report.ts';
import { cpuShare, WAITING_BELOW } from './cpu-share.ts';
import { isObservable } from './findings/run-facts.ts';
import { sum } from '../math/median.ts';

/** More waiting than this says that a thread hardly ran, not how fast it would be. */
const MOST_WAIT = 0.95;

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

/** Share of the correction (of its logarithm) by which the estimate may be wrong in either direction. */
const DOUBT = 0.25;

/**
 * Returns the results with the speedups of an idle machine, estimated as in `estimateQuiet`. The limits of an interval
 * move with its value and by a quarter of the correction apart, because threads that wait leave each other caches and
 * shared cores for which they would compete on an idle machine. Where a pass is too short to show its waits, the upper
 * limit is that of a pool which lost all that others used. Pools with more workers than cores are left out.
 *
 * @param othersCores cores that other processes used on average
 * @returns `null` if the waits of a pool are not exactly known, or if tasks wait for something else
 */
export function quietResults(
  results: readonly StrategyResult[],
  cores: number,
  othersCores: number,
): StrategyResult[] | null {
  const serial = results.find((result) => result.kind === 'baseline');
  const serialWait = serial ? serialWaitShare(serial) : null;
  if (!serial || serialWait === null || (cpuShare(results) ?? 1) < WAITING_BELOW) return null;
  const quiet: StrategyResult[] = [serial];
  for (const result of results) {
    if (result.kind === 'async') quiet.push(result);
    if (result.kind !== 'pool' || result.workers > Math.ceil(cores)) continue;
    if (result.workerTimeline.some((worker) => worker.waitIsUpperBound)) return null;
    const [low, value, high] = correctionsOf(result, cores, othersCores, serialWait);
    const most = Math.min(result.workers, cores);
    const { speedup } = result;
    const ci95: [number, number] = [Math.min(speedup.ci95[0] * low, most), Math.min(speedup.ci95[1] * high, most)];
    quiet.push({ ...result, speedup: { ...speedup, value: Math.min(speedup.value * value, most), ci95 } });
  }
  return quiet;
}

/** Returns the factors for the lower limit of a speedup, its value and its upper limit. */
function correctionsOf(
  result: PoolResult,
  cores: number,
  othersCores: number,
  serialWait: number,
): [low: number, value: number, high: number] {
  const wait = isObservable(result) ? waitShare(result, cores) : null;
  if (wait === null) return [1 - serialWait, 1, cores / Math.max(1 - MOST_WAIT, cores - othersCores)];
  const correction = (1 - serialWait) / (1 - wait);
  const doubt = Math.exp(DOUBT * Math.abs(Math.log(correction)));
  return [correction / doubt, correction, correction * doubt];
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
  return Math.min(MOST_WAIT, Math.max(0, share));
}
