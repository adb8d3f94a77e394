import { quantile } from '../../math/median.ts';
import { seededRandom, standardNormal } from '../../math/seeded-random.ts';
import type { Estimate } from '../../model/estimate.ts';
import type { QueueProbe } from '../../model/farm.ts';
import type { FarmPoint } from '../../model/farm-point.ts';
import type { PoolModel, Report } from '../../model/report.ts';
import { drawLaws, slowdown, type LawEvidence } from './contention-law.ts';
import { simulateFarm, type FarmCosts, type FarmSize } from './simulate-farm.ts';
import { taskPattern, type TaskPattern } from './task-pattern.ts';

/** The parts of a report that a prediction rests on. */
export type FarmEvidence = Pick<Report, 'strategies' | 'poolModels' | 'inputs' | 'plan' | 'ceiling'>;

/** A queue that was probed. */
export interface ProbedQueue {
  probe: QueueProbe;
  /** Whether Redis runs on the machine of the caller. */
  isLocal: boolean;
}

/** A farm to predict for. */
export interface FarmScenario extends FarmSize {
  items: number;
  /** `null`: the fewest items per job that nearly reach the best speedup. */
  chunkSize: number | null;
}

const REPLICATES = 200;
/** A chunk is sensible if it reaches this share of the speedup of the best one. */
const NEARLY = 0.95;
/** Standard error of the execution time in workers where no pool of this machine was measured, as a share. */
const UNKNOWN_INFLATION = 0.1;
/** Standard error of costs that the probe gives as one number, as a share. */
const COST_ERROR = 0.25;
/** The share of a job's cost that depends on what else the machine does, as a standard error. */
const MACHINE_ERROR = 0.04;
/** Base64 takes four characters for three bytes. */
const BASE64 = 4 / 3;

/**
 * Predicts the speedup of a queue with workers on machines like the measured one, from the serial run and a probe of the
 * queue; no farm needs to exist. The slowdown of workers that share a machine comes from its measured pools. The interval
 * comes from simulating the farm with the laws of contention that agree with these, and with the errors of the probe. The
 * same seed gives the same answer.
 * @returns `null` without serial task times
 */
export function predictFarm(report: FarmEvidence, queue: ProbedQueue, scenario: FarmScenario): FarmPoint | null {
  const tasks = report.strategies.find((result) => result.kind === 'baseline')?.tasks;
  if (!tasks || tasks.sampleMs.length === 0 || scenario.items === 0) return null;
  const { machines, cores, items } = scenario;
  const pattern = taskPattern(tasks.sampleMs, tasks.count, items);
  const serialMs = pattern.sumMs(0, items);
  const { seed } = report.plan;
  const factors = drawLaws(lawsOf(report), REPLICATES, seed).map((law) =>
    slowdown(law, Math.min(cores, Math.ceil(items / machines))),
  );
  const typicalFactor = quantile(Float64Array.from(factors).sort(), 0.5);
  const costs = costsOf(queue, itemBytesOf(report), machines);
  const speedupOf = (size: number, from: FarmCosts, factor: number): number =>
    serialMs / simulateFarm(pattern, scenario, size, from, factor);
  const chunkSize =
    scenario.chunkSize ?? smallestChunk(pattern, scenario, (size) => speedupOf(size, costs, typicalFactor));
  const speedup = speedupOf(chunkSize, costs, typicalFactor);
  const random = seededRandom(seed);
  const replicates = Float64Array.from(factors, (factor) => {
    const cost = Math.exp(COST_ERROR * standardNormal(random));
    const worker = draw(queue.probe.workerPerJobMs, standardNormal(random)) * Math.exp(0.1 * standardNormal(random));
    const chance = Math.exp(MACHINE_ERROR * standardNormal(random));
    const drawn = {
      ...costs,
      callerPerJobMs: costs.callerPerJobMs * cost,
      redisPerJobMs: costs.redisPerJobMs * cost,
      machinePerJobMs: costs.machinePerJobMs * cost,
      workerPerJobMs: worker,
      workerPerItemMs: costs.workerPerItemMs * cost,
    };
    return speedupOf(chunkSize, drawn, factor * chance);
  }).sort();
  return {
    machines,
    cores,
    workers: machines * cores,
    chunkSize,
    speedup,
    low: Math.min(speedup, quantile(replicates, 0.025)),
    high: Math.max(speedup, quantile(replicates, 0.975)),
  };
}

/** Returns the smallest of some chunk sizes that reaches nearly the best speedup. */
function smallestChunk(
  { items }: TaskPattern,
  { machines, cores }: FarmSize,
  speedupOf: (chunkSize: number) => number,
): number {
  // Beyond an equal share for each worker, some would have no job.
  const most = Math.max(1, Math.ceil(items / (machines * cores)));
  const sizes = [...Array.from({ length: Math.ceil(Math.log2(most)) }, (_, power) => 2 ** power), most];
  const speedups = sizes.map(speedupOf);
  const enough = NEARLY * Math.max(...speedups);
  return sizes.find((_, index) => (speedups[index] ?? 0) >= enough) ?? 1;
}

function costsOf({ probe, isLocal }: ProbedQueue, itemBytes: number, machines: number): FarmCosts {
  const { turnaroundMs, workerPerJobMs, callerPerJobMs, redisPerJobMs, workerCpuPerJobMs, perByteMs } = probe;
  return {
    callerPerJobMs,
    redisPerJobMs: redisPerJobMs ?? 0,
    machinePerJobMs: workerCpuPerJobMs,
    workerPerJobMs: workerPerJobMs.value,
    workerPerItemMs: perByteMs * itemBytes,
    latencyMs: Math.max(0, turnaroundMs.value - workerPerJobMs.value) / 2,
    isShared: isLocal && machines === 1,
  };
}

/** Returns the mean size of an item and its result, halved because the probe's bytes go both ways. */
function itemBytesOf({ strategies, inputs }: FarmEvidence): number {
  const items = Math.max(1, inputs.count);
  for (const result of strategies) {
    if (result.kind !== 'pool') continue;
    if (result.queue) return (result.queue.sentBytes + result.queue.receivedBytes) / BASE64 / 2 / items;
    const bytes = result.workerTimeline.reduce((sum, { bytesIn, bytesOut }) => sum + bytesIn + bytesOut, 0);
    if (bytes > 0) return bytes / 2 / items;
  }
  return 0;
}

/** Returns the evidence about contention on one machine: its measured pools, processes first. */
function lawsOf({ poolModels, ceiling }: FarmEvidence): LawEvidence {
  const model: PoolModel | undefined = poolModels.find(({ kind }) => kind === 'processes') ?? poolModels[0];
  if (model) return model;
  const cores = ceiling?.cores ?? 1;
  const machineContention = ceiling && cores > 1 ? Math.max(0, cores / ceiling.speedup.value - 1) / (cores - 1) : 0;
  const alone = { value: 1, ci95: [1, 1] } satisfies Estimate;
  const measured = { workers: 1, chunkSize: 1, speedup: alone, inflation: 1, inflationError: UNKNOWN_INFLATION };
  return { measured: [measured], machineContention, machineContentionError: machineContention / 2, cores };
}

function draw({ value, ci95: [low, high] }: Estimate, normal: number): number {
  return Math.max(0, value + (normal * (high - low)) / 3.92);
}
