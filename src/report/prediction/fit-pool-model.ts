import type { MachineCeiling, PoolModel, PoolResult, StrategyResult } from '../../model/report.ts';
import { cpuShare, helperShare } from '../cpu-share.ts';
import { sum } from '../statistics/median.ts';
import { karpFlattFraction } from './amdahl.ts';
import { defaultChunkSize } from './default-chunk-size.ts';
import { type Contention, fitInflation, type InflationPoint } from './fit-inflation.ts';
import { simulatePool, type PoolCosts } from './simulate-pool.ts';
import { splitCost } from './split-cost.ts';
import { taskPattern } from './task-pattern.ts';

/**
 * Main thread's time per message where it was not measured, and the share of a measured time that is the message's own:
 * half the round trips of a small integer through threads and forked processes (Node 20 and 24).
 */
const USUAL_MESSAGE_MS = { threads: 0.008, processes: 0.016 };
const USUAL_WORKER_MESSAGE_MS = { threads: 0.004, processes: 0.008 };

/** Of the machine's ceiling, to believe their mean. */
const ENOUGH_READINGS = 4;

/** The pools of both kinds that were measured, the one of `first` before the other; see `fitPoolModel`. */
export function fitPoolModels(
  first: PoolModel['kind'],
  results: readonly StrategyResult[],
  items: number,
  cores: number,
  ceiling: MachineCeiling | null,
): PoolModel[] {
  const kinds: PoolModel['kind'][] = first === 'threads' ? ['threads', 'processes'] : ['processes', 'threads'];
  return kinds.flatMap((kind) => fitPoolModel(kind, results, items, cores, ceiling) ?? []);
}

/**
 * Fits the pool of one kind to what was measured of it.
 *
 * @param results all strategies of the report, baseline included
 * @param items items in a pass
 * @param cores CPUs that could be used at once; results whose workers compete for them say nothing about more
 * @param ceiling what the machine gives to plain loops: the least that workers take from each other
 * @returns `null` when that kind or the task times were not measured
 */
function fitPoolModel(
  kind: PoolModel['kind'],
  results: readonly StrategyResult[],
  items: number,
  cores: number,
  ceiling: MachineCeiling | null,
): PoolModel | null {
  const serial = results.find((result) => result.kind === 'baseline');
  const ofKind = results
    .filter((result) => result.kind === 'pool')
    .filter((result) => result.name === kind && result.timeMs !== null);
  const share = cpuShare(results) ?? 1;
  const helpers = helperShare(results);
  const within = ofKind.filter((result) => result.workers * share <= Math.max(1, Math.floor(cores)));
  const used = within.length > 0 ? within : ofKind;
  if (!serial?.tasks || serial.tasks.sampleMs.length === 0 || used.length === 0 || items === 0) return null;

  const costs = fitCosts(kind, used, items);
  const tasks = taskPattern(serial.tasks.sampleMs, serial.tasks.count, items);
  const points = used.map((result): InflationPoint => {
    // The serial loop's own wall time is in the sample's scale only up to its loop overhead and the luck of its replica.
    const wallMs = tasks.sumMs(0, items) / result.speedup.value;
    const crowd = crowding(result.workers, cores, share + (helpers ?? 0));
    const factor = solveFactor(
      (factor) => simulatePool(tasks, result.workers, result.chunkSize, costs, factor).wallMs,
      wallMs,
    );
    return {
      workers: result.workers,
      inflation: (factor ?? 1 / (result.factors?.computeScaling ?? 1)) / crowd,
      relativeError: relativeError(result),
    };
  });
  const widest = used.reduce((a, b) =>
    b.workers > a.workers || (b.workers === a.workers && b.speedup.value > a.speedup.value) ? b : a,
  );
  const serialFraction =
    karpFlattFraction(widest.speedup.value, widest.workers) ??
    Math.min(1, (items * costs.mainPerItemMs) / Math.max(1e-9, tasks.sumMs(0, items)));
  return {
    kind,
    chunkSize: sharedChunkSize(used, items),
    ...costs,
    ...fitInflation(points, contentionOf(ceiling, share)),
    serialFraction,
    cpuShare: share,
    ...(helpers !== null && { helperShare: helpers }),
  };
}

/**
 * What loops that share nothing take from each other on this machine; of few readings the best end of the interval, as those
 * are easily all bad ones. Tasks feel it for as long as they compute.
 */
function contentionOf(ceiling: MachineCeiling | null, cpu: number): Contention {
  if (!ceiling || ceiling.cores < 2) return { share: 0, error: 0 };
  const { cores, speedup, readings } = ceiling;
  const shareAt = (value: number): number => (cpu * Math.max(0, cores / value - 1)) / (cores - 1);
  const [low, high] = speedup.ci95;
  return {
    share: shareAt(readings < ENOUGH_READINGS ? high : speedup.value),
    error: (shareAt(low) - shareAt(high)) / 3.92,
  };
}

/**
 * Who needs more than the cores there are shares them: the part of a task that computes takes so much longer.
 * @param demand cores that one worker keeps busy while it executes, on average, with the threads that help it
 */
export function crowding(workers: number, cores: number, demand: number): number {
  return Math.max(1, Math.max(0, 1 - demand) + (demand * workers) / Math.max(cores, 0.1));
}

function fitCosts(kind: PoolModel['kind'], results: readonly PoolResult[], items: number): PoolCosts {
  const points = results.map((result) => ({
    result,
    messages: result.mainThread?.messages ?? Math.ceil(items / result.chunkSize),
  }));
  const worker = splitCost(
    points.map(({ result, messages }) => ({
      messages,
      items,
      totalMs: (result.timeMs?.cloneIn ?? 0) + (result.timeMs?.cloneOut ?? 0),
    })),
    USUAL_WORKER_MESSAGE_MS[kind],
  );
  const measured = points.filter(({ result }) => result.mainThread !== null);
  const main =
    measured.length > 0
      ? splitCost(
          measured.map(({ result, messages }) => ({ messages, items, totalMs: result.mainThread?.busyMs ?? 0 })),
          USUAL_MESSAGE_MS[kind],
        )
      : // Each value that a worker deserialises was serialised by the main thread, and the other way round.
        { perMessageMs: USUAL_MESSAGE_MS[kind], perItemMs: worker.perItemMs };
  const allMessages = sum(points.map(({ messages }) => messages));
  const gapMs = sum(points.map(({ result }) => result.timeMs?.dispatch ?? 0)) / allMessages;
  const mainMs = main.perMessageMs + (main.perItemMs * items * points.length) / allMessages;
  return {
    mainPerMessageMs: main.perMessageMs,
    mainPerItemMs: main.perItemMs,
    workerPerMessageMs: worker.perMessageMs,
    workerPerItemMs: worker.perItemMs,
    latencyMs: Math.max(0, gapMs - mainMs) / 2,
    // Workers that wait for less than the main thread needs for a chunk must have had the next one already.
    prefetch: gapMs < mainMs / 2 ? 1 : 0,
  };
}

/** Of a speedup measured too rarely to say how sure it is. */
const UNKNOWN_ERROR = 0.1;
/** Error of the simulation itself. */
const MODEL_ERROR = 0.01;

/** Standard error of the execution factor: that of the wall time, the larger the smaller a part of it execution is. */
function relativeError(result: PoolResult): number {
  const [low, high] = result.speedup.ci95;
  const measured = result.rounds.length < 3 ? UNKNOWN_ERROR : (high - low) / result.speedup.value / 3.92;
  const executing = Math.max(0.02, Math.min(1, result.factors?.communication ?? 1));
  return Math.hypot(measured, MODEL_ERROR) / executing;
}

/** The execution factor that makes the simulated wall time the measured one; `null` when none does. */
function solveFactor(wallMs: (factor: number) => number, measuredMs: number): number | null {
  let low = 0.02;
  let high = 50;
  if (wallMs(low) > measuredMs || wallMs(high) < measuredMs) return null;
  for (let step = 0; step < 40 && high / low > 1.0005; step++) {
    const middle = Math.sqrt(low * high);
    if (wallMs(middle) > measuredMs) high = middle;
    else low = middle;
  }
  return Math.sqrt(low * high);
}

/** `null` when every result had the default for its workers. */
function sharedChunkSize(results: readonly PoolResult[], items: number): number | null {
  const best = results.reduce((a, b) => (b.speedup.value > a.speedup.value ? b : a));
  return best.chunkSize === defaultChunkSize(items, best.workers) ? null : best.chunkSize;
}
