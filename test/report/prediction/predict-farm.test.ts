import { describe, expect, it } from 'vitest';
import { seededRandom, type Random } from '../../../src/math/seeded-random.ts';
import { median } from '../../../src/math/median.ts';
import type { Estimate } from '../../../src/model/estimate.ts';
import type { QueueProbe } from '../../../src/model/farm.ts';
import { EarliestFirst } from '../../../src/report/prediction/earliest-first.ts';
import { predictFarm, type FarmEvidence, type FarmScenario } from '../../../src/report/prediction/predict-farm.ts';
import { sampleReports, cpuBoundReport } from '../sample-report.ts';

/** A farm that does not exist, event by event: every command to Redis and every message on a machine takes its turn. */
interface SimulatedFarm {
  machines: number;
  cores: number;
  /** Mean times in ms: of the caller to add a job and to take its answer. */
  addMs: number;
  takeMs: number;
  /** Of Redis for the command that ends a job and fetches the next. */
  commandMs: number;
  /** On the network, one way. */
  networkMs: number;
  /** Of a worker program, to pass a job to a process and its answer back. */
  programMs: number;
}

/** A part of the farm that does one thing at a time. */
class Station {
  #freeMs = 0;

  /** Returns when what arrives at a time, and takes so long, is done. Arrivals come in order. */
  use(atMs: number, ms: number): number {
    this.#freeMs = Math.max(this.#freeMs, atMs) + ms;
    return this.#freeMs;
  }
}

/** Runs jobs of these lengths and returns when the caller has the last answer. */
function runFarm(farm: SimulatedFarm, jobsMs: readonly number[], random: Random): number {
  const jitter = (ms: number): number => ms * (0.7 + 0.6 * random());
  const events = new EarliestFirst();
  const actions: ((nowMs: number) => void)[] = [];
  const at = (ms: number, action: (nowMs: number) => void): void => {
    actions.push(action);
    events.push(ms, actions.length - 1);
  };
  const [caller, redis] = [new Station(), new Station()];
  const programs = Array.from({ length: farm.machines }, () => new Station());
  const waiting: number[] = [];
  const idle = Array.from({ length: farm.machines * farm.cores }, (_, worker) => worker % farm.machines);
  let lastMs = 0;

  /** A worker and a job meet in Redis; the job travels to the worker, runs, and its answer travels back. */
  const start = (nowMs: number, machine: number, jobMs: number): void => {
    const fetchedMs = redis.use(nowMs, jitter(farm.commandMs)) + jitter(farm.networkMs);
    at(fetchedMs, (arrivedMs) => {
      const passedMs = programs[machine]?.use(arrivedMs, jitter(farm.programMs / 2)) ?? 0;
      at(passedMs + jobMs, (endedMs) => {
        const answeredMs = programs[machine]?.use(endedMs, jitter(farm.programMs / 2)) ?? 0;
        // The answer and the wish for the next job travel in one command.
        at(answeredMs + jitter(farm.networkMs), (inRedisMs) => {
          at(inRedisMs + farm.networkMs, (toldMs) => {
            lastMs = caller.use(toldMs, jitter(farm.takeMs));
          });
          const next = waiting.shift();
          if (next === undefined) idle.push(machine);
          else start(inRedisMs, machine, next);
        });
      });
    });
  };
  for (const jobMs of jobsMs)
    at(caller.use(0, jitter(farm.addMs)) + farm.networkMs, (addedMs) => {
      const machine = idle.shift();
      if (machine === undefined) waiting.push(jobMs);
      else start(addedMs, machine, jobMs);
    });
  while (events.size > 0) {
    const { time, value } = events.pop();
    actions[value]?.(time);
  }
  return lastMs;
}

/** Probes a farm as the profiler does: one worker, jobs that do nothing. */
function probeFarm(farm: SimulatedFarm, random: Random): QueueProbe {
  const alone = { ...farm, machines: 1, cores: 1 };
  const estimate = (values: number[]): QueueProbe['turnaroundMs'] => {
    const value = median(values);
    return { value, ci95: [value * 0.97, value * 1.03] };
  };
  return {
    turnaroundMs: estimate(Array.from({ length: 40 }, () => runFarm(alone, [0], random))),
    workerPerJobMs: estimate(
      Array.from({ length: 8 }, () => runFarm(alone, new Array<number>(50).fill(0), random) / 50),
    ),
    callerPerJobMs: farm.addMs + farm.takeMs,
    redisPerJobMs: farm.commandMs,
    workerCpuPerJobMs: farm.programMs,
    perByteMs: 0,
    jobs: 400,
  };
}

const usual: SimulatedFarm = {
  machines: 1,
  cores: 1,
  addMs: 0.15,
  takeMs: 0.1,
  commandMs: 0.05,
  networkMs: 0.2,
  programMs: 0.5,
};

const farms: SimulatedFarm[] = [
  { ...usual, cores: 2 },
  { ...usual, machines: 4, cores: 4 },
  { ...usual, machines: 16, cores: 2, networkMs: 1.5 },
  { ...usual, machines: 8, cores: 8, commandMs: 0.2 },
  { ...usual, machines: 2, cores: 16, programMs: 1.5 },
  { ...usual, machines: 3, cores: 4, networkMs: 5 },
];

/** A function whose workers were measured not to slow each other down, with task times between half and one and a half times `meanMs`. */
function evidence(
  meanMs: number,
  count: number,
  random: Random,
  cores = 4,
): { report: FarmEvidence; sampleMs: number[] } {
  const sampleMs = Array.from({ length: count }, () => meanMs * (0.5 + random()));
  const [serial] = cpuBoundReport.strategies;
  if (serial?.kind !== 'baseline' || !serial.tasks) throw new Error('the sample report begins with its baseline');
  const tasks = { ...serial.tasks, count, sampleMs };
  const inputs = { ...cpuBoundReport.inputs, count };
  const measured = [1, cores].map((workers) => ({
    ...{ workers, chunkSize: 1, inflation: 1, inflationError: 0.01 },
    speedup: { value: workers, ci95: [workers, workers] } satisfies Estimate,
  }));
  const poolModels = cpuBoundReport.poolModels.map((model) => ({ ...model, measured, machineContention: 0, cores }));
  const report = { ...cpuBoundReport, strategies: [{ ...serial, tasks }], poolModels, ceiling: null, inputs };
  return { report, sampleMs };
}

function predictionOf(farm: SimulatedFarm, meanMs: number, chunkSize: number, seed: number) {
  const random = seededRandom(seed);
  const { report, sampleMs } = evidence(meanMs, 1024, random, farm.cores);
  const probe = probeFarm(farm, random);
  const { machines, cores } = farm;
  const scenario: FarmScenario = { machines, cores, items: sampleMs.length, chunkSize };
  const predicted = predictFarm(report, { probe, isLocal: false }, scenario);
  const jobsMs: number[] = [];
  for (let first = 0; first < sampleMs.length; first += chunkSize)
    jobsMs.push(sampleMs.slice(first, first + chunkSize).reduce((a, b) => a + b, 0));
  const serialMs = jobsMs.reduce((a, b) => a + b, 0);
  const speedup = median(Array.from({ length: 5 }, () => serialMs / runFarm(farm, jobsMs, random)));
  return { predicted, speedup };
}

describe('predictFarm', () => {
  const cases = farms.flatMap((farm) =>
    [
      { meanMs: 20, chunkSize: 1 },
      { meanMs: 2, chunkSize: 16 },
      { meanMs: 0.5, chunkSize: 4 },
    ].map((tasks, index) => ({ ...predictionOf(farm, tasks.meanMs, tasks.chunkSize, 7 + index), farm, ...tasks })),
  );

  it('is within 15% of simulated farms, of one machine to sixteen, that it has not seen', () => {
    const errors = cases.map(({ predicted, speedup }) => Math.abs((predicted?.speedup ?? 0) / speedup - 1));
    expect(Math.max(...errors)).toBeLessThan(0.15);
  });

  it('has intervals that contain nearly all of them', () => {
    const covered = cases.filter(
      ({ predicted, speedup }) => predicted && predicted.low <= speedup && speedup <= predicted.high,
    );
    expect(covered.length / cases.length).toBeGreaterThanOrEqual(0.9);
  });

  it('chooses the fewest items per job that keep nearly all of the speedup', () => {
    const random = seededRandom(3);
    const { report } = evidence(1, 4096, random);
    const queue = { probe: probeFarm({ ...usual, networkMs: 1 }, random), isLocal: false };
    const farm = { machines: 4, cores: 4, items: 4096 };
    const chosen = predictFarm(report, queue, { ...farm, chunkSize: null });
    const single = predictFarm(report, queue, { ...farm, chunkSize: 1 });
    expect(chosen?.chunkSize).toBeGreaterThan(8);
    expect(chosen?.chunkSize).toBeLessThan(256);
    expect(chosen?.speedup).toBeGreaterThan(1.5 * (single?.speedup ?? Infinity));
    const larger = predictFarm(report, queue, { ...farm, chunkSize: 256 });
    expect(chosen?.speedup).toBeGreaterThan(0.94 * (larger?.speedup ?? Infinity));
  });

  it('refuses a queue whose jobs cost more than they gain', () => {
    const random = seededRandom(4);
    const { report } = evidence(0.1, 64, random);
    const queue = { probe: probeFarm({ ...usual, networkMs: 5 }, random), isLocal: false };
    expect(predictFarm(report, queue, { machines: 8, cores: 4, items: 64, chunkSize: null })?.speedup).toBeLessThan(1);
  });

  it('shares one machine with Redis and the caller only where all are on it', () => {
    const random = seededRandom(5);
    const { report } = evidence(1, 1024, random);
    const probe = probeFarm({ ...usual, commandMs: 0.8, programMs: 0.9, networkMs: 0 }, random);
    const one = { machines: 1, cores: 2, items: 1024, chunkSize: 1 };
    const shared = predictFarm(report, { probe, isLocal: true }, one)?.speedup ?? 0;
    expect(shared).toBeLessThanOrEqual(predictFarm(report, { probe, isLocal: false }, one)?.speedup ?? 0);
    // 1 ms of the task and 1.95 ms of everything else on two cores.
    expect(shared).toBeLessThan(2 / 2.9);
  });

  it('gives the same answer for the same seed, and none without task times', () => {
    const random = seededRandom(6);
    const { report } = evidence(5, 100, random);
    const queue = { probe: probeFarm(usual, random), isLocal: false };
    const farm = { machines: 2, cores: 2, items: 100, chunkSize: null };
    expect(predictFarm(report, queue, farm)).toEqual(predictFarm(report, queue, farm));
    expect(predictFarm({ ...sampleReports.failed, strategies: [] }, queue, farm)).toBeNull();
  });
});
