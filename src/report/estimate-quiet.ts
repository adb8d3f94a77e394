import type { QuietEstimate } from '../model/conclusion.ts';
import type { BaselineResult, Estimate, ParallelResult, PoolResult, StrategyResult } from '../model/report.ts';
import { WAITING_BELOW } from '../math/task-share.ts';
import { cpuShare } from './cpu-share.ts';
import { isLocal, isObservable } from './findings/run-facts.ts';
import { sum } from '../math/median.ts';

/** More waiting than this says that a thread hardly ran, not how fast it would be. */
const MOST_WAIT = 0.95;

/** Below this share of waiting, the measured speedup is as good as the estimate. */
const NOTABLE_WAIT = 0.05;

/** Share by which the limits of an estimate move apart, of the correction and of the measured interval (logarithms). */
const DOUBT = 0.25;

/**
 * Estimates the speedup on an idle machine from the observed passes: each time is that of the pass without the part in
 * which its threads were runnable and waited for a core, or that of the rounds where it is shorter, because others only
 * lengthen it. Two threads that waited half of the time give about 2x.
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
  const estimates = parallel.flatMap((result) => {
    if (!isLocal(result) || result.workers > Math.ceil(cores)) return [];
    const speedup = quietSpeedup(serial, result, cores);
    return typeof speedup === 'number' ? [{ strategy: result.name, workers: result.workers, speedup }] : [];
  });
  return estimates.sort((a, b) => b.speedup - a.speedup || a.workers - b.workers)[0] ?? null;
}

/**
 * Returns the results with the speedups of an idle machine, estimated as in `estimateQuiet`. The limits of an interval
 * are apart by a quarter of the correction in each direction, because threads that wait leave each other caches and
 * shared cores for which they would compete on an idle machine, and by a quarter of the measured interval. Where a pass
 * is too short to show its waits, the limits assume that either the baseline or the pool lost all that others used.
 * Pools with more workers than cores are left out.
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
  if (!serial || quietSerial(serial) === null || (cpuShare(results) ?? 1) < WAITING_BELOW) return null;
  const most = cores / Math.max(1 - MOST_WAIT, cores - othersCores);
  const quiet: StrategyResult[] = [serial];
  for (const result of results) {
    // Workers of a queue may have other cores.
    if (result.kind !== 'baseline' && !isLocal(result)) quiet.push(result);
    if (!isLocal(result) || result.workers > Math.ceil(cores)) continue;
    if (result.workerTimeline.some((worker) => worker.waitIsUpperBound)) return null;
    const speedup = quietSpeedup(serial, result, cores);
    if (speedup === 'undisturbed') quiet.push(result);
    else quiet.push({ ...result, speedup: correct(result.speedup, speedup, most, Math.min(result.workers, cores)) });
  }
  return quiet;
}

function correct(measured: Estimate, speedup: number | 'unknown', most: number, limit: number): Estimate {
  const { value, ci95 } = measured;
  const [low, high] = ci95;
  if (speedup === 'unknown') return { ...measured, ci95: [low / most, Math.max(high, Math.min(high * most, limit))] };
  const doubt = Math.exp(DOUBT * Math.hypot(Math.log(speedup / value), Math.log(high / low)));
  return { ...measured, value: speedup, ci95: [speedup / doubt, Math.min(speedup * doubt, Math.max(speedup, limit))] };
}

/** Returns the estimate for a pool; `unknown` if its pass does not show the waits. */
function quietSpeedup(serial: BaselineResult, result: PoolResult, cores: number): number | 'undisturbed' | 'unknown' {
  const baseline = quietSerial(serial);
  if (baseline === null || !isObservable(result)) return 'unknown';
  const wait = waitShare(result, cores);
  if (wait === null) return 'unknown';
  if (Math.max(wait, baseline.wait) < NOTABLE_WAIT) return 'undisturbed';
  const { capacity, scale } = result.timeMs;
  const observedMs = capacity / result.workers / scale;
  return Math.min(baseline.ms / Math.min(observedMs * (1 - wait), result.wallMs.median), result.workers, cores);
}

/** Returns the time of a serial pass without waiting for a core, and the share of waiting; `null` if unknown. */
function quietSerial({ workerTimeline, wallMs }: BaselineResult): { ms: number; wait: number } | null {
  const [thread] = workerTimeline;
  if (!thread || thread.busyMs <= 0) return null;
  // Where the kernel does not count the wait, it includes the tasks' own waiting, so the serial run counts as
  // undisturbed.
  if (thread.runQueueWaitMs === undefined || thread.waitIsUpperBound) return { ms: wallMs.median, wait: 0 };
  const wait = Math.min(MOST_WAIT, thread.runQueueWaitMs / thread.busyMs);
  return { ms: Math.min(thread.busyMs * (1 - wait), wallMs.median), wait };
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
  return Math.min(MOST_WAIT, Math.max(0, waitedMs / result.timeMs.capacity));
}
