import type { MeasuredPool } from '../../model/report.ts';
import { median, quantile } from '../../math/median.ts';
import { randomIndex, seededRandom, type Random } from '../../math/seeded-random.ts';
import { drawLaws, slowdown, unmodelledFactor } from './contention-law.ts';
import { crowding } from './crowding.ts';
import { defaultChunkSize } from './default-chunk-size.ts';
import type { FittedPool } from './fit-pool-model.ts';
import { simulatePool } from './simulate-pool.ts';
import { taskPattern, type TaskPattern } from './task-pattern.ts';

/** A pool at work, measured or hypothetical. */
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
  /** Memory bandwidth of the machine relative to the measured one; 1 unless given. */
  bandwidth?: number;
  /** Whether tasks, transport and machine are the measured ones, so that a measured pool is an answer; yes unless given. */
  isMeasured?: boolean;
}

/** Result of a scenario. */
export interface PredictedSpeedup {
  /** Against a serial run over the same items on the same machine. */
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
 * Simulates the pool with the median slowdown of the laws that agree with the measurement. The interval comes from simulating
 * it with each of those laws and with resampled task times. A pool that was measured is expected to be as fast as it was. The
 * same seed gives the same answer.
 */
export function predictSpeedup(model: FittedPool, scenario: Scenario, seed: number): PredictedSpeedup {
  const { cores, workers, items, measuredItems, bandwidth = 1 } = scenario;
  const chunkSize = scenario.chunkSize ?? defaultChunkSize(items, workers);
  const running = Math.min(workers, Math.max(1, Math.floor(cores)), items);
  const demand = model.cpuShare + (model.helperShare ?? 0);
  // Both runs are on the same cores, so that helper threads that find none idle slow down the serial run too.
  const crowd = crowding(Math.min(workers, items), cores, demand) / crowding(1, cores, demand);
  const widest = Math.max(...model.measured.map((pool) => pool.workers));
  const random = seededRandom(seed);
  const factors = drawLaws(model, REPLICATES, seed).map(
    (law) => crowd * slowdown(law, running, bandwidth) * unmodelledFactor(law, running, widest, random),
  );
  const typicalFactor = median(factors);
  const measured = taskPattern(scenario.sampleMs, measuredItems, items);
  const simulate = (tasks: TaskPattern, executionFactor: number, mostChunks?: number) => {
    const pass = simulatePool(tasks, workers, chunkSize, model, executionFactor, mostChunks);
    return { ...pass, serialMs: tasks.sumMs(0, items) };
  };

  const pass = simulate(measured, typicalFactor);
  const expected = pass.serialMs / pass.wallMs;
  const rough = simulate(measured, typicalFactor, REPLICATE_CHUNKS);
  const replicates = Float64Array.from(factors, (factor) => {
    const tasks =
      scenario.sampleMs.length > RESAMPLED_TASKS
        ? measured
        : taskPattern(resample(scenario.sampleMs, random), measuredItems, items);
    const again = simulate(tasks, factor, REPLICATE_CHUNKS);
    return again.serialMs / again.wallMs / (rough.serialMs / rough.wallMs);
  }).sort();
  const known = findMeasured(model, { ...scenario, chunkSize });
  // Helper threads had idle cores to use where fewer workers than cores were measured.
  const speedup = known && (crowd === 1 || cores === model.cores) ? known.speedup.value : expected;
  const [knownLow, knownHigh] = known?.speedup.ci95 ?? [speedup, speedup];
  return {
    speedup,
    low: Math.min(speedup, knownLow, expected * quantile(replicates, 0.025)),
    high: Math.max(speedup, knownHigh, expected * quantile(replicates, 0.975)),
    serialMs: pass.serialMs,
    wallMs: (pass.wallMs * expected) / speedup,
    chunkSize,
    mainBusyShare: Math.min(1, pass.mainBusyMs / pass.wallMs),
    loadBalance: pass.maxBusyMs > 0 ? pass.sumBusyMs / workers / pass.maxBusyMs : 1,
  };
}

/** The measured pool that the scenario describes, if there was one: as many workers as cores, and those cores were there. */
function findMeasured(
  model: FittedPool,
  { cores, workers, chunkSize, items, measuredItems, isMeasured = true }: Scenario,
): MeasuredPool | null {
  if (!isMeasured || workers !== cores || workers > model.cores || items !== measuredItems) return null;
  return model.measured.find((pool) => pool.workers === workers && pool.chunkSize === chunkSize) ?? null;
}

/** Drawn with replacement and kept in order, so that a trend over the items stays. */
function resample(values: readonly number[], random: Random): number[] {
  const times = new Uint16Array(values.length);
  values.forEach(() => {
    const index = randomIndex(random, values.length);
    times[index] = (times[index] ?? 0) + 1;
  });
  const picked: number[] = [];
  times.forEach((count, index) => {
    for (let each = 0; each < count; each++) picked.push(values[index] ?? 0);
  });
  return picked;
}
