import type { MemoryReading, MemoryReadings } from '../../../src/model/measurement.ts';
import type { Report } from '../../../src/model/report.ts';
import { buildReport } from '../../../src/report/build-report.ts';
import { whatIf } from '../../../src/report/prediction/what-if.ts';
import { configurations, sampleMachine, sampleMeasurements, type SampleRun } from '../sample-measurements.ts';
import { sampleRun } from '../sample-report.ts';

/** A function on a machine whose law of contention is known at every number of cores. */
export interface SimulatedMachine {
  family: 'USL' | 'hidden coherence' | 'bandwidth' | 'NUMA';
  name: string;
  /** Time of a task among so many workers, each on a core, over that of a task alone. */
  slowdown: (workers: number) => number;
  /** Share of the memory bandwidth that a task needs alone, share of its time that waits for memory. */
  demand: number;
  sensitivity: number;
  /** Share of the bandwidth that one stream reaches. */
  streamShare: number;
  /** Bandwidth of the target machine relative to the measured one. */
  bandwidth?: number;
}

/** A prediction and the truth of the law. */
export interface PredictedTruth {
  machine: SimulatedMachine;
  from: number;
  to: number;
  truth: number;
  predicted: number;
  low: number;
  high: number;
}

const usl =
  (contention: number, coherence: number) =>
  (workers: number): number =>
    1 + contention * (workers - 1) + coherence * workers * (workers - 1);

/**
 * All workers together get no more than the bandwidth.
 * @param corner Infinity for a hard roof, less for one that is felt before it is reached
 */
const roof = (demand: number, corner: number, bandwidth: number) => {
  const time = (workers: number): number => {
    const computing = usl(0.004, 0)(workers);
    const load = (workers * demand) / bandwidth;
    return corner === Infinity ? Math.max(computing, load) : (computing ** corner + load ** corner) ** (1 / corner);
  };
  return (workers: number): number => time(workers) / time(1);
};

const remote =
  (sensitivity: number, perNode: number, cost: number) =>
  (workers: number): number =>
    usl(0.004, 0)(workers) * (1 + sensitivity * (cost - 1) * Math.max(0, 1 - perNode / workers));

const quiet = { demand: 0.004, sensitivity: 0.02, streamShare: 0.45 };

/**
 * Coefficients of the USL from spinning loops to code behind a lock. If coherence is far below contention or large
 * enough to matter on four cores, four cores determine the law; in between they do not, and the interval has to show
 * that.
 */
export const simulatedMachines: readonly SimulatedMachine[] = [
  ...[0, 0.002, 0.01, 0.03, 0.1, 0.3].flatMap((contention) =>
    [0, contention / 200, contention / 100]
      .filter((coherence, index) => index === 0 || coherence > 0)
      .map((coherence): SimulatedMachine => ({
        family: 'USL',
        name: `contention ${contention}, coherence ${coherence}`,
        slowdown: usl(contention, coherence),
        ...quiet,
      })),
  ),
  ...[
    [0.01, 0.02],
    [0.05, 0.02],
    [0.05, 0.05],
  ].map(([contention = 0, coherence = 0]): SimulatedMachine => ({
    family: 'USL',
    name: `contention ${contention}, coherence ${coherence}`,
    slowdown: usl(contention, coherence),
    ...quiet,
  })),
  ...[
    [0.002, 0.0005],
    [0.01, 0.0005],
    [0.01, 0.002],
    [0.05, 0.002],
  ].map(([contention = 0, coherence = 0]): SimulatedMachine => ({
    family: 'hidden coherence',
    name: `contention ${contention}, coherence ${coherence}`,
    slowdown: usl(contention, coherence),
    ...quiet,
  })),
  ...[0.015, 0.04, 0.1, 0.3, 0.7].flatMap((demand) =>
    [
      { corner: Infinity, bandwidth: 1, streamShare: 0.45 },
      { corner: 5, bandwidth: 1, streamShare: 0.45 },
      { corner: Infinity, bandwidth: 4, streamShare: 0.6 },
    ].map(({ corner, bandwidth, streamShare }): SimulatedMachine => ({
      family: 'bandwidth',
      name: `demand ${demand}, ${corner === Infinity ? 'hard' : 'soft'} roof${bandwidth === 1 ? '' : `, ${bandwidth} x bandwidth`}`,
      slowdown: roof(demand, corner, bandwidth),
      demand,
      sensitivity: Math.min(1, 0.15 + demand),
      streamShare,
      bandwidth,
    })),
  ),
  ...[8, 16, 32].flatMap((perNode) =>
    [0.1, 0.4, 0.8].map((sensitivity): SimulatedMachine => ({
      family: 'NUMA',
      name: `${perNode} cores a node, ${sensitivity} of the time in memory`,
      slowdown: remote(sensitivity, perNode, 1.5),
      demand: 0.004,
      sensitivity,
      streamShare: 0.45,
    })),
  ),
];

const task: Partial<SampleRun> = {
  items: 2048,
  taskMs: (item) => 4 + ((item * 7) % 13) / 6,
  roundNoise: 0.01,
  replicaNoise: 0.005,
  rounds: 15,
  replicas: 3,
};

/** Every machine measured on `from` cores as the engine would, and predicted for each of `to`. */
export function predictSimulated(
  machines: readonly SimulatedMachine[],
  from: number,
  to: readonly number[],
  seed: number,
): PredictedTruth[] {
  return machines.flatMap((machine, index) => {
    const report = measure(machine, from, seed + 101 * index);
    return to.map((cores) => {
      const change = { cores, bandwidth: machine.bandwidth ?? 1, kind: 'threads' as const };
      const answer = whatIf(report, change);
      if (!answer) throw new Error('Expected a pool model, found none.');
      const { speedup: predicted, low, high } = answer;
      return { machine, from, to: cores, truth: trueSpeedup(machine, cores), predicted, low, high };
    });
  });
}

function measure(machine: SimulatedMachine, cores: number, seed: number): Report {
  const workers = Array.from({ length: cores }, (_, index) => index + 1);
  // On the measured machine, the bandwidth is that of the measured machine.
  const slowdown =
    machine.family === 'bandwidth' && machine.bandwidth !== 1 ? roof(machine.demand, Infinity, 1) : machine.slowdown;
  const run = { ...task, slowdown, cores, seed, configurations: configurations(['threads'], workers) };
  return buildReport(
    sampleRun(run, {
      machine: { ...sampleMachine, availableParallelism: cores, logicalCores: cores },
      memory: readMemory(machine, cores, seed),
    }),
  );
}

function trueSpeedup({ slowdown }: SimulatedMachine, cores: number): number {
  const run = { ...task, slowdown, cores, configurations: configurations(['threads'], [cores]) };
  const [serial, pool] = sampleMeasurements(run);
  return (serial?.observed?.wallMs ?? NaN) / (pool?.observed?.wallMs ?? NaN);
}

/** Slowdown of streams and function when bandwidth is shared in proportion to demand. */
function readMemory(
  { demand, sensitivity, streamShare }: SimulatedMachine,
  cores: number,
  seed: number,
): MemoryReadings {
  let state = seed >>> 0;
  const noisy = (value: number): number => {
    let sum = 0;
    for (let draw = 0; draw < 12; draw++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      sum += state / 0x1_0000_0000;
    }
    return value * (1 + 0.01 * (sum - 6));
  };
  const bytesPerMs = 2e7;
  const streams = cores - 1;
  const functionSlowdown = (stretch: number): number => 1 - sensitivity + sensitivity * stretch;
  let [low, high] = [1, 1000];
  for (let step = 0; step < 60; step++) {
    const stretch = Math.sqrt(low * high);
    if ((streams * streamShare) / stretch + demand / functionSlowdown(stretch) > 1) low = stretch;
    else high = stretch;
  }
  const readings = Array.from({ length: 6 }, (): MemoryReading => ({
    streamAlone: noisy(bytesPerMs * streamShare),
    streamsOnAllCores: noisy(bytesPerMs * Math.min(1, cores * streamShare)),
    streamsWithout: noisy(bytesPerMs * Math.min(1, streams * streamShare)),
    streamsBeside: noisy((bytesPerMs * streams * streamShare) / low),
    aloneMs: noisy(20),
    besideMs: noisy(20 * functionSlowdown(low)),
  }));
  return { cores, readings };
}

/** Relative error of the predictions, sorted. */
export function relativeErrors(predictions: readonly PredictedTruth[]): number[] {
  return predictions.map(({ predicted, truth }) => Math.abs(predicted / truth - 1)).sort((a, b) => a - b);
}

/** Share of the predictions whose interval contains the truth. */
export function coverage(predictions: readonly PredictedTruth[]): number {
  return predictions.filter(({ low, high, truth }) => low <= truth && truth <= high).length / predictions.length;
}
