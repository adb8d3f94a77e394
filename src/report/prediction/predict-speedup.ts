import type { PoolModel } from '../../model/report.ts';
import { quantile } from '../statistics/median.ts';
import { randomIndex, seededRandom, type Random } from '../statistics/seeded-random.ts';
import { defaultChunkSize } from './default-chunk-size.ts';
import { crowding } from './fit-pool-model.ts';
import { simulatePool } from './simulate-pool.ts';
import { taskPattern, type TaskPattern } from './task-pattern.ts';

/** A pool at work, as it is or as it might be. */
export interface Scenario {
  /** CPUs that can be used at once. */
  cores: number;
  workers: number;
  items: number;
  /** `null`: the pool's default for these items and workers. */
  chunkSize: number | null;
  /** Serial task times in input order, and how many items they were measured over. */
  sampleMs: readonly number[];
  measuredItems: number;
}

/** Result of a scenario. */
export interface PredictedSpeedup {
  /** Against a serial run over the same items. */
  speedup: number;
  /** 95 % interval. */
  low: number;
  high: number;
  serialMs: number;
  wallMs: number;
  chunkSize: number;
  /** Share of the wall time that the main thread is busy. */
  mainBusyShare: number;
  /** Mean over longest busy time of the workers. */
  loadBalance: number;
}

const REPLICATES = 200;
/** The share of the tail, which is what resampling is about, no longer changes with more chunks or tasks than these. */
const REPLICATE_CHUNKS = 400;
const RESAMPLED_TASKS = 2000;

/**
 * Simulates the pool, and again with resampled task times and with the fitted slowdown varied by its errors for the
 * interval. The same seed gives the same answer.
 */
export function predictSpeedup(model: PoolModel, scenario: Scenario, seed: number): PredictedSpeedup {
  const { cores, workers, items, measuredItems } = scenario;
  const chunkSize = scenario.chunkSize ?? defaultChunkSize(items, workers);
  const running = Math.min(workers, Math.max(1, Math.floor(cores)), items);
  const demand = model.cpuShare + (model.helperShare ?? 0);
  const factor = (inflation: number, contention: number): number =>
    inflation * (1 + contention * (running - 1)) * crowding(Math.min(workers, items), cores, demand);
  const measured = taskPattern(scenario.sampleMs, measuredItems, items);
  const simulate = (tasks: TaskPattern, executionFactor: number, mostChunks?: number) => {
    const pass = simulatePool(tasks, workers, chunkSize, model, executionFactor, mostChunks);
    return { ...pass, serialMs: tasks.sumMs(0, items) };
  };

  const pass = simulate(measured, factor(model.inflation, model.contention));
  const speedup = pass.serialMs / pass.wallMs;
  const random = seededRandom(seed);
  const rough = simulate(measured, factor(model.inflation, model.contention), REPLICATE_CHUNKS);
  const replicates = Float64Array.from({ length: REPLICATES }, () => {
    const inflation = Math.max(0.05, model.inflation + model.inflationError * normal(random));
    const contention = Math.max(0, model.contention + model.contentionError * normal(random));
    const tasks =
      scenario.sampleMs.length > RESAMPLED_TASKS
        ? measured
        : taskPattern(resample(scenario.sampleMs, random), measuredItems, items);
    const again = simulate(tasks, factor(inflation, contention), REPLICATE_CHUNKS);
    return again.serialMs / again.wallMs / (rough.serialMs / rough.wallMs);
  }).sort();
  return {
    speedup,
    low: Math.min(speedup, speedup * quantile(replicates, 0.025)),
    high: Math.max(speedup, speedup * quantile(replicates, 0.975)),
    serialMs: pass.serialMs,
    wallMs: pass.wallMs,
    chunkSize,
    mainBusyShare: Math.min(1, pass.mainBusyMs / pass.wallMs),
    loadBalance: pass.maxBusyMs > 0 ? pass.sumBusyMs / workers / pass.maxBusyMs : 1,
  };
}

/** Drawn with replacement and kept in order, so that a trend over the items stays. */
function resample(values: readonly number[], random: Random): number[] {
  const picks = Int32Array.from({ length: values.length }, () => randomIndex(random, values.length)).sort();
  return Array.from(picks, (pick) => values[pick] ?? 0);
}

/** Standard normal, by Box and Muller. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
