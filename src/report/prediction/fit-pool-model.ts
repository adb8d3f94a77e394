import type {
  MachineCeiling,
  MeasuredPool,
  MemoryDemand,
  ParallelResult,
  PoolModel,
  PoolResult,
  StrategyResult,
} from '../../model/report.ts';
import { cpuShare, helperShare } from '../cpu-share.ts';
import { sum } from '../../math/median.ts';
import { summariseLaws } from './contention-law.ts';
import { crowding } from './crowding.ts';
import { defaultChunkSize } from './default-chunk-size.ts';
import { simulatePool, type PoolCosts } from './simulate-pool.ts';
import { splitCost } from './split-cost.ts';
import { taskPattern, type TaskPattern } from './task-pattern.ts';

/**
 * Main thread's time per message where it was not measured, and the share of a measured time that is the message's own:
 * half the round trips of a small integer through threads and forked processes (Node 20 and 24).
 */
const USUAL_MESSAGE_MS = { threads: 0.008, processes: 0.016 };
const USUAL_WORKER_MESSAGE_MS = { threads: 0.004, processes: 0.008 };

/** Fewest readings of the machine's ceiling for using their mean. */
const ENOUGH_READINGS = 4;

/** Least share of the observed execution time that remains after subtracting the costs. */
const EXECUTION_AT_LEAST = 0.5;

/** Slowdown per further worker, as a share, with its standard error. */
interface Contention {
  share: number;
  error: number;
}

/** Measurements that a model is fitted to. */
export interface FitEvidence {
  /** All strategies of the report, baseline included. */
  results: readonly StrategyResult[];
  /** Items in a pass. */
  items: number;
  /** CPUs that could be used at once; results whose workers compete for them say nothing about more. */
  cores: number;
  /** The machine's speedup with plain loops: the least that workers take from each other. */
  ceiling: MachineCeiling | null;
  memory: MemoryDemand | null;
  /** The result that the report is about: its kind comes first, and its chunk size is used. */
  headline: ParallelResult | null;
}

/** A model without the bound, which follows from what it predicts. */
export type FittedPool = Omit<PoolModel, 'serialFraction' | 'workerSpeed'>;

/** The pools of both kinds that were measured, that of the headline first; see `fitPoolModel`. */
export function fitPoolModels(evidence: FitEvidence): FittedPool[] {
  const kinds: PoolModel['kind'][] =
    evidence.headline?.name === 'processes' ? ['processes', 'threads'] : ['threads', 'processes'];
  return kinds.flatMap((kind) => fitPoolModel(kind, evidence) ?? []);
}

/** Fits the pool of one kind; `null` when that kind or the task times were not measured. */
function fitPoolModel(kind: PoolModel['kind'], evidence: FitEvidence): FittedPool | null {
  const { results, items, cores, ceiling, memory, headline } = evidence;
  const serial = results.find((result) => result.kind === 'baseline');
  const ofKind = results
    .filter((result) => result.kind === 'pool')
    .filter((result) => result.name === kind && result.timeMs !== null);
  const share = cpuShare(results) ?? 1;
  const helpers = helperShare(results);
  const wholeCores = Math.max(1, Math.floor(cores));
  const within = ofKind.filter((result) => result.workers * share <= wholeCores);
  const used = within.length > 0 ? within : ofKind;
  if (!serial?.tasks || serial.tasks.sampleMs.length === 0 || used.length === 0 || items === 0) return null;

  const tasks = taskPattern(serial.tasks.sampleMs, serial.tasks.count, items);
  // The serial loop's own wall time is in the sample's scale only up to its loop overhead and the luck of its replica.
  const wallMsOf = (result: PoolResult): number => tasks.sumMs(0, items) / result.speedup.value;
  const costs = affordableCosts(fitCosts(kind, used, items), used, tasks, wallMsOf);
  const measured = used.map((result): MeasuredPool => {
    const crowd = crowding(result.workers, cores, share + (helpers ?? 0));
    const factor = solveFactor(
      (factor) => simulatePool(tasks, result.workers, result.chunkSize, costs, factor).wallMs,
      wallMsOf(result),
    );
    return {
      workers: result.workers,
      chunkSize: result.chunkSize,
      speedup: result.speedup,
      inflation: (factor ?? 1 / (result.factors?.computeScaling ?? 1)) / crowd,
      inflationError: relativeError(result),
    };
  });
  const best = used.reduce((a, b) => (b.speedup.value > a.speedup.value ? b : a));
  const shown = used.find((result) => result.workers === headline?.workers && isSame(result, headline)) ?? best;
  const machine = contentionOf(ceiling, share);
  const law = {
    measured,
    cores: wholeCores,
    machineContention: machine.share,
    machineContentionError: machine.error,
    ...(memory !== null && { memory }),
  };
  return {
    kind,
    chunkSize: shown.chunkSize === defaultChunkSize(items, shown.workers) ? null : shown.chunkSize,
    ...costs,
    ...summariseLaws(law),
    ...law,
    cpuShare: share,
    ...(helpers !== null && { helperShare: helpers }),
  };
}

function isSame(result: PoolResult, headline: ParallelResult): boolean {
  return headline.kind === 'pool' && headline.name === result.name && headline.chunkSize === result.chunkSize;
}

/**
 * Returns the costs, scaled down if a pool with tasks of zero length would still take longer than the measured one: the
 * observed pass, from which the costs are derived, was slower than the timed ones.
 */
function affordableCosts(
  costs: PoolCosts,
  results: readonly PoolResult[],
  tasks: TaskPattern,
  wallMsOf: (result: PoolResult) => number,
): PoolCosts {
  const scaled = (scale: number): PoolCosts => ({
    ...costs,
    mainPerMessageMs: costs.mainPerMessageMs * scale,
    mainPerItemMs: costs.mainPerItemMs * scale,
    workerPerMessageMs: costs.workerPerMessageMs * scale,
    workerPerItemMs: costs.workerPerItemMs * scale,
    latencyMs: costs.latencyMs * scale,
  });
  const scales = results.map((result) => {
    const execution = EXECUTION_AT_LEAST / (result.factors?.computeScaling ?? 1);
    const isAffordable = (scale: number): boolean =>
      simulatePool(tasks, result.workers, result.chunkSize, scaled(scale), execution).wallMs <= wallMsOf(result);
    if (isAffordable(1)) return 1;
    let [low, high] = [0, 1];
    for (let step = 0; step < 12; step++) {
      const middle = (low + high) / 2;
      if (isAffordable(middle)) low = middle;
      else high = middle;
    }
    return low;
  });
  const scale = Math.min(...scales);
  return scale === 1 ? costs : scaled(scale);
}

/**
 * Returns the contention between independent loops on this machine. With few readings it uses the best end of the
 * interval, since all of them may be disturbed. Tasks are affected for as long as they compute.
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
    // Workers that wait for less time than the main thread needs for a chunk must have had the next one already.
    prefetch: gapMs < mainMs / 2 ? 1 : 0,
  };
}

/** Error of a speedup with too few measurements to estimate it. */
const UNKNOWN_ERROR = 0.1;
/** Error of the simulation itself. */
const MODEL_ERROR = 0.004;

/**
 * Returns the standard error of the execution factor: that of the wall time, enlarged as execution is a smaller part of
 * it.
 */
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
