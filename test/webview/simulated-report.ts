import { ratio } from '../../src/report/numbers-in-words.ts';
import type { CoreSamples, Machine, Round, Segment, TaskTimes, WorkerActivity } from '../../src/model/measurement.ts';
import {
  chunkSizeOf,
  type CapacityAccount,
  type PoolResult,
  type Report,
  type StrategyResult,
} from '../../src/model/report.ts';

/** Parameters of the simulated run. */
export interface Simulation {
  name: string;
  cores: number;
  workerCounts: number[];
  strategies: ('threads' | 'processes')[];
  items: number;
  /** Mean milliseconds an item takes serially. */
  taskMs: number;
  /** 0: all items alike; 1: some take many times as long. */
  imbalance: number;
  /** Milliseconds to clone one item in, and its result out. */
  cloneMs: number;
  /** Share of each core that something else used. */
  otherLoad: number;
  /** Segments kept per worker. */
  segmentsPerWorker: number;
}

const typical: Simulation = {
  name: 'estimatePi',
  cores: 4,
  workerCounts: [1, 2, 4, 8],
  strategies: ['threads', 'processes'],
  items: 48,
  taskMs: 42,
  imbalance: 0.35,
  cloneMs: 0.4,
  otherLoad: 0.03,
  segmentsPerWorker: 400,
};

/** The same sequence in every run, so that screenshots can be compared. */
function randomSequence(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state * 1664525 + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

function taskTimesOf(times: number[], label: (item: number) => string): TaskTimes {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (q: number): number => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0;
  const min = at(0);
  const max = sorted.at(-1) ?? 0;
  const bins = 24;
  const ratio = Math.max(max / min, 1.01);
  const edgesMs = Array.from({ length: bins + 1 }, (_, i) => min * ratio ** (i / bins));
  const counts = new Array<number>(bins).fill(0);
  for (const time of times) {
    const bin = Math.min(bins - 1, Math.floor((Math.log(time / min) / Math.log(ratio)) * bins));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const slowest = times
    .map((ms, item) => ({ item, ms, input: label(item) }))
    .sort((a, b) => b.ms - a.ms)
    .slice(0, 20);
  const step = Math.max(1, Math.ceil(times.length / 10_000));
  return {
    count: times.length,
    sumMs: times.reduce((a, b) => a + b, 0),
    minMs: min,
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    maxMs: max,
    histogram: { edgesMs, counts },
    slowest,
    sampleMs: times.filter((_, i) => i % step === 0),
  };
}

/** The busiest-first greedy pool over one array of task times, with clone costs and oversubscription on `cores`. */
function simulatePool(
  times: number[],
  workers: number,
  simulation: Simulation,
  strategy: PoolResult['name'],
): { wallMs: number; activities: WorkerActivity[]; account: CapacityAccount; parallelTimes: number[] } {
  const clone = simulation.cloneMs * (strategy === 'processes' ? 2.2 : 1);
  const pressure = Math.max(1, workers / simulation.cores);
  const contention = (1 + 0.035 * (Math.min(workers, simulation.cores) - 1)) * pressure;
  const chunk = Math.max(1, Math.ceil(times.length / (4 * workers)));
  const free = new Array<number>(workers).fill(0);
  const parallelTimes = new Array<number>(times.length).fill(0);
  const activities: WorkerActivity[] = free.map((_, worker) => ({
    worker,
    pid: strategy === 'processes' ? 4100 + worker : 4001,
    busyMs: 0,
    onCpuMs: 0,
    runQueueWaitMs: 0,
    tasks: 0,
    cloneInMs: 0,
    cloneOutMs: 0,
    dispatchMs: 0,
    tailMs: 0,
    gcMs: 0,
    bytesIn: 0,
    bytesOut: 0,
    heapUsedBytes: 9_400_000 + worker * 130_000,
    rssBytes: 71_000_000,
    segments: [],
  }));
  for (let first = 0; first < times.length; first += chunk) {
    const worker = free.indexOf(Math.min(...free));
    const activity = activities[worker];
    if (!activity) break;
    let now = free[worker] ?? 0;
    const count = Math.min(chunk, times.length - first);
    const put = (kind: Segment['kind'], durationMs: number, extra: Partial<Segment> = {}): void => {
      activity.segments.push({ kind, startMs: now, durationMs, ...extra });
      now += durationMs;
    };
    const dispatch = 0.12 * pressure;
    put('queue', dispatch);
    activity.dispatchMs += dispatch;
    put('cloneIn', clone * count);
    activity.cloneInMs += clone * count;
    const perSegment = Math.max(1, Math.ceil(times.length / workers / simulation.segmentsPerWorker));
    for (let item = first; item < first + count; item += perSegment) {
      const items = Math.min(perSegment, first + count - item);
      let spent = 0;
      for (let i = item; i < item + items; i++) {
        parallelTimes[i] = (times[i] ?? 0) * contention;
        spent += parallelTimes[i] ?? 0;
      }
      put('execute', spent, { item, items });
      activity.busyMs += spent;
      activity.tasks += items;
    }
    const gc = 0.6;
    activity.segments.push({ kind: 'gc', startMs: Math.max(0, now - gc * 3), durationMs: gc });
    activity.gcMs += gc;
    put('cloneOut', clone * 0.5 * count);
    activity.cloneOutMs += clone * 0.5 * count;
    activity.bytesIn += 80 * count;
    activity.bytesOut += 24 * count;
    free[worker] = now;
  }
  const wallMs = Math.max(...free);
  const serialMs = times.reduce((a, b) => a + b, 0);
  activities.forEach((activity, worker) => {
    activity.tailMs = wallMs - (free[worker] ?? 0);
    activity.onCpuMs = activity.busyMs / pressure;
    activity.runQueueWaitMs = activity.busyMs - activity.onCpuMs;
    if (activity.tailMs > 0)
      activity.segments.push({ kind: 'idle', startMs: free[worker] ?? 0, durationMs: activity.tailMs });
  });
  const sum = (key: 'busyMs' | 'cloneInMs' | 'cloneOutMs' | 'dispatchMs' | 'tailMs' | 'gcMs'): number =>
    activities.reduce((total, activity) => total + activity[key], 0);
  return {
    wallMs,
    activities,
    parallelTimes,
    account: {
      capacity: workers * wallMs,
      useful: serialMs,
      inflated: sum('busyMs') - serialMs,
      cloneIn: sum('cloneInMs'),
      cloneOut: sum('cloneOutMs'),
      dispatch: sum('dispatchMs'),
      tail: sum('tailMs'),
      unaccounted: 0,
      gc: sum('gcMs'),
      scale: 1,
    },
  };
}

function coreSamplesOf(
  wallMs: number,
  cores: number,
  busyAt: (timeMs: number) => number,
  otherLoad: number,
  random: () => number,
): CoreSamples {
  const count = Math.max(4, Math.min(100, Math.round(wallMs / 100)));
  const timesMs = Array.from({ length: count }, (_, i) => ((i + 0.5) * wallMs) / count);
  return {
    attributed: true,
    timesMs,
    cores: Array.from({ length: cores }, (_, core) => {
      const ours = timesMs.map((time) => Math.max(0, Math.min(1, busyAt(time) - core)) * (0.95 + 0.05 * random()));
      const others = timesMs.map((_, i) => Math.min(1 - (ours[i] ?? 0), otherLoad * 2 * random()));
      return { core, ours, others, stolen: timesMs.map(() => 0) };
    }),
  };
}

function roundsOf(wallMs: number, random: () => number): Round[] {
  return Array.from({ length: 12 }, (_, index) => ({
    index,
    replica: index % 3,
    wallMs: wallMs * (0.985 + 0.03 * random()),
    repeats: 1,
  }));
}

const machine: Machine = {
  platform: 'linux',
  arch: 'x64',
  cpuModel: 'AMD Ryzen 5 5600U',
  logicalCores: 4,
  physicalCores: 2,
  availableParallelism: 4,
  cpuQuota: null,
  memoryBytes: 16 * 2 ** 30,
  loadAverage: 0.31,
  nodeVersion: 'v24.11.0',
  nodeSource: 'path',
};

/** A completed report of a pool that was simulated, not run: every identity of a measured report holds in it. */
export function simulatedReport(changes: Partial<Simulation> = {}): Report {
  const simulation = { ...typical, ...changes };
  const random = randomSequence(7);
  const times = Array.from({ length: simulation.items }, (_, i) => {
    const heavy = i > simulation.items * 0.8 ? 1 + 3 * simulation.imbalance : 1;
    return simulation.taskMs * heavy * (1 - simulation.imbalance * 0.5 + simulation.imbalance * random());
  });
  const serialMs = times.reduce((a, b) => a + b, 0);
  const label = (item: number): string => `{ seed: ${item}, samples: 250000 }`;
  const file = '/home/ada/projects/pi/src/monte-carlo.ts';
  const strategies: StrategyResult[] = [
    {
      kind: 'baseline',
      name: 'serial',
      workers: 1,
      wallMs: { median: serialMs, ci95: [serialMs * 0.992, serialMs * 1.011] },
      speedup: { value: 1, ci95: [1, 1] },
      efficiency: 1,
      coldMs: serialMs * 1.13,
      rounds: roundsOf(serialMs, random),
      tasks: taskTimesOf(times, label),
      coreUsage: coreSamplesOf(serialMs, simulation.cores, () => 1, simulation.otherLoad, random),
      memory: null,
      outliers: [],
      workerTimeline: [],
      results: { equal: true, differing: 0 },
      failedItems: 0,
      failures: [],
    },
  ];
  for (const workers of simulation.workerCounts) {
    for (const name of simulation.strategies) {
      const pool = simulatePool(times, workers, simulation, name);
      const speedup = serialMs / pool.wallMs;
      const spread = 0.02 + 0.004 * workers;
      const busy = pool.activities.map((activity) => activity.busyMs);
      const maxBusy = Math.max(...busy);
      const sumBusy = busy.reduce((a, b) => a + b, 0);
      const startupMs = (name === 'threads' ? 38 : 52) + 7 * workers;
      const perItem = (serialMs - pool.wallMs) / times.length;
      strategies.push({
        kind: 'pool',
        name,
        workers,
        chunkSize: Math.ceil(times.length / (4 * workers)),
        wallMs: { median: pool.wallMs, ci95: [pool.wallMs * (1 - spread), pool.wallMs * (1 + spread)] },
        speedup: { value: speedup, ci95: [speedup * (1 - spread), speedup * (1 + spread)] },
        speedupWithStartup: serialMs / (pool.wallMs + startupMs),
        efficiency: speedup / workers,
        startupMs,
        coldMs: pool.wallMs * 1.21,
        breakEvenItems: perItem > 0 ? Math.ceil(startupMs / perItem) : null,
        rounds: roundsOf(pool.wallMs, random),
        factors: {
          loadBalance: sumBusy / workers / maxBusy,
          communication: maxBusy / pool.wallMs,
          computeScaling: serialMs / sumBusy,
          residual: 0.001,
        },
        timeMs: pool.account,
        tasks: taskTimesOf(pool.parallelTimes, label),
        coreUsage: coreSamplesOf(
          pool.wallMs,
          simulation.cores,
          (time) => pool.activities.filter((a) => time < pool.wallMs - a.tailMs).length,
          simulation.otherLoad,
          random,
        ),
        memory: null,
        spread: { replicas: 3, between: 0.012, within: 0.009 },
        doubts: [],
        outliers: [],
        workerTimeline: pool.activities,
        mainThread: { busyMs: pool.wallMs * 0.03, messages: 4 * workers },
        results: { equal: true, differing: 0 },
        failedItems: 0,
        failures: [],
      });
    }
  }
  const within = strategies.filter(({ workers }) => workers <= simulation.cores);
  const best = within.reduce((a, b) => (b.speedup.value > a.speedup.value ? b : a));
  return {
    version: 2,
    startedAt: '2026-03-14T09:26:53.000Z',
    durationMs: 11_240,
    outcome: { status: 'completed' },
    target: { file, name: simulation.name, location: { file, line: 18, column: 17 }, async: false },
    inputs: {
      count: simulation.items,
      source: 'tag',
      expression: 'range(48).map((seed) => ({ seed, samples: 250_000 }))',
      file: null,
      preview: [label(0), label(1), label(2)],
      location: { file, line: 14, column: 4 },
    },
    machine: { ...machine, logicalCores: simulation.cores, availableParallelism: simulation.cores },
    plan: { budgetSeconds: 10, precision: 0.05, rounds: { min: 5, max: 40 }, seed: 1 },
    neighbours: [{ name: 'chrome', cores: simulation.otherLoad * simulation.cores, isClient: false }],
    strategies,
    findings: [
      {
        code: 'module-state-written',
        args: { variable: 'samplesDrawn' },
        severity: 'warning',
        origin: 'static',
        location: { file, line: 22, column: 3 },
        evidence: {},
        message:
          'Each worker has its own copy of the module variable `samplesDrawn`: what it writes there is not seen by the others.',
      },
      {
        code: 'no-gain-beyond-cores',
        args: {
          workers: 2 * simulation.cores,
          cores: simulation.cores,
          speedup: best.speedup.value,
          best: best.speedup.value,
          bestWorkers: best.workers,
        },
        severity: 'information',
        origin: 'run',
        location: { file, line: 18, column: 17 },
        evidence: { speedup: best.speedup.value, cores: simulation.cores },
        message: `${2 * simulation.cores} workers are no faster than ${simulation.cores}: this machine runs ${simulation.cores} at once.`,
      },
      {
        code: 'background-load',
        args: { cores: simulation.otherLoad * simulation.cores, neighbours: [] },
        severity: 'information',
        origin: 'validity',
        location: { file, line: 18, column: 17 },
        evidence: { cores: simulation.otherLoad * simulation.cores },
        message: `Other programs used ${(simulation.otherLoad * simulation.cores).toFixed(1)} cores while this was measured; on a quiet machine the speedup may be higher.`,
      },
    ],
    recommendation: {
      strategy: best.name,
      workers: best.workers,
      chunkSize: chunkSizeOf(best),
      speedup: best.speedup.value,
      reason: 'It is the fastest that was measured, and more workers than cores did not help.',
    },
    prediction: [1, 2, 4, 8, 16, 32]
      .map((factor) => (factor * simulation.cores) / 4)
      .filter((cores) => cores >= 1)
      .map((cores) => {
        const speedup = 1 / (0.035 + 0.965 / cores);
        return {
          amdahl: 1 / (0.028 + 0.972 / cores),
          cores,
          speedup,
          low: speedup * (1 - 0.02 * Math.log2(cores)),
          high: speedup * (1 + 0.015 * Math.log2(cores)),
        };
      }),
    poolModels: simulation.strategies.map((kind) => ({
      kind,
      chunkSize: null,
      mainPerMessageMs: 0.05,
      mainPerItemMs: simulation.cloneMs / 8,
      workerPerMessageMs: 0.03,
      workerPerItemMs: simulation.cloneMs,
      latencyMs: 0.04,
      prefetch: 1,
      inflation: 1.01,
      contention: 0.035,
      inflationError: 0.005,
      contentionError: 0.004,
      coherence: 0,
      coherenceError: 0,
      machineContention: 0.03,
      machineContentionError: 0.004,
      cores: simulation.cores,
      measured: [1, 2].map((workers) => ({
        workers,
        chunkSize: Math.ceil(simulation.items / (4 * workers)),
        speedup: { value: 0.97 * workers, ci95: [0.95 * workers, 0.99 * workers] as [number, number] },
        inflation: 1.01 * (1 + 0.035 * (workers - 1)),
        inflationError: 0.01,
      })),
      serialFraction: 0.028,
      workerSpeed: 1,
      cpuShare: 0.99,
    })),
    verdict: [
      { role: 'answer', text: `${simulation.name}: ${ratio(best.speedup.value)} with ${best.workers} ${best.name}.` },
    ],
    confidence: 'high',
    cpuProfiles: [],
    output: { lines: ['drawing 250000 samples', 'drawing 250000 samples'], total: 96 },
  };
}
