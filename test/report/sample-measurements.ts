import { countInFlight } from '../../src/engine/host/count-in-flight.ts';
import type {
  CoreSamples,
  ItemFailure,
  Machine,
  Measurement,
  ObservedPass,
  ResultComparison,
  Round,
  Segment,
  TaskTimes,
  WorkerActivity,
} from '../../src/model/measurement.ts';
import { mergeSegments } from '../../src/engine/host/observe-pass.ts';
import type { Configuration } from '../../src/model/plan.ts';

/** A function, a pool and a machine that do not exist, in numbers. */
export interface SampleRun {
  items: number;
  /** Serial time of each item. */
  taskMs: (item: number) => number;
  /** Share of a task that computes; the rest waits. */
  cpuShare: number;
  /** Time on a core of the runtime's own threads, as a share of a task's. */
  helperShare: number;
  /** CPUs; more workers than these take turns. */
  cores: number;
  configurations: Configuration[];
  rounds: number;
  /** Fresh processes that the rounds are spread over. */
  replicas: number;
  /** Standard deviation of a process's luck with its machine code, and of a round, as shares. */
  replicaNoise: number;
  roundNoise: number;
  /** Per item, for a worker to take in an argument and to send a result. */
  cloneInMs: number;
  cloneOutMs: number;
  bytesPerItem: number;
  /** Per chunk: main thread's work, and the way there and back. */
  messageMs: { threads: number; processes: number };
  latencyMs: { threads: number; processes: number };
  startupMs: { threads: number; processes: number };
  /** Slowdown of a task among this many workers. */
  slowdown: (workers: number) => number;
  /** Share of every core that something else used. */
  othersShare: number;
  /** Share of a task that is garbage collection. */
  gcShare: number;
  input: (item: number) => string;
  /** Compared with the serial results. */
  results: (configuration: Configuration) => ResultComparison;
  failures: ItemFailure[];
  seed: number;
}

const quietRun: SampleRun = {
  items: 64,
  taskMs: () => 12,
  cpuShare: 1,
  helperShare: 0,
  cores: 4,
  configurations: [],
  rounds: 10,
  replicas: 3,
  replicaNoise: 0.008,
  roundNoise: 0.006,
  cloneInMs: 0.004,
  cloneOutMs: 0.004,
  bytesPerItem: 60,
  messageMs: { threads: 0.02, processes: 0.05 },
  latencyMs: { threads: 0.02, processes: 0.05 },
  startupMs: { threads: 38, processes: 62 },
  slowdown: (workers) => 1 + 0.01 * (workers - 1),
  othersShare: 0.01,
  gcShare: 0.02,
  input: (item) => String(item),
  results: () => ({ equal: true, differing: 0 }),
  failures: [],
  seed: 7,
};

export const sampleMachine: Machine = {
  platform: 'linux',
  arch: 'x64',
  cpuModel: 'Sample CPU @ 3.00GHz',
  logicalCores: 4,
  physicalCores: 4,
  availableParallelism: 4,
  cpuQuota: null,
  memoryBytes: 16 * 1024 ** 3,
  loadAverage: 0.2,
  nodeVersion: '24.0.0',
  nodeSource: 'path',
};

/** Serial and then the given strategies at the given worker counts. */
export function configurations(
  strategies: readonly ('async' | 'threads' | 'processes')[],
  workers: readonly number[],
  chunkSize: number | null = null,
): Configuration[] {
  return [
    { strategy: 'serial', workers: 1, chunkSize: null },
    ...strategies.flatMap((strategy) => workers.map((count) => ({ strategy, workers: count, chunkSize }))),
  ];
}

/** One measurement per configuration, as an engine on that machine would have sent it. */
export function sampleMeasurements(change: Partial<SampleRun>): Measurement[] {
  const run = { ...quietRun, ...change };
  const random = gaussian(run.seed);
  return run.configurations.map((configuration) => {
    const pass = simulate(run, configuration);
    const luck = Array.from({ length: run.replicas }, () => 1 + run.replicaNoise * random());
    const isPool = configuration.strategy === 'threads' || configuration.strategy === 'processes';
    const startup =
      configuration.strategy === 'threads' || configuration.strategy === 'processes'
        ? run.startupMs[configuration.strategy]
        : 0;
    const rounds = Array.from({ length: run.rounds }, (_, index): Round => {
      const replica = Math.floor((index * run.replicas) / run.rounds);
      const wallMs = pass.wallMs * (luck[replica] ?? 1) * (1 + run.roundNoise * random());
      return { index, replica, wallMs, repeats: Math.max(1, Math.ceil(20 / wallMs)) };
    });
    return {
      configuration,
      chunkSize: isPool ? chunkSizeOf(run, configuration) : null,
      startupMs: luck.map((factor) => startup * factor).filter((ms) => ms > 0),
      coldMs: luck.map((factor) => pass.wallMs * 1.3 * factor),
      rounds,
      observed: pass,
      cores: sampleCores(run, pass),
      results: run.results(configuration),
      failures: run.failures,
      failedItems: run.failures.length,
      mutatedItems: 0,
      problems: [],
    };
  });
}

function chunkSizeOf(run: SampleRun, { chunkSize, workers }: Configuration): number {
  return chunkSize ?? Math.ceil(run.items / (4 * workers));
}

/** The pool, worker by worker: the first free worker takes the next chunk. */
function simulate(run: SampleRun, configuration: Configuration): ObservedPass {
  const { workers } = configuration;
  const strategy = configuration.strategy === 'bullmq' ? 'processes' : configuration.strategy;
  const times: number[] = [];
  if (strategy === 'serial' || strategy === 'async') {
    const crowd = strategy === 'async' ? crowding(run, workers, 1) : 1;
    const lanes = new Array<number>(workers).fill(0);
    const started = new Float64Array(run.items);
    for (let item = 0; item < run.items; item++) {
      const lane = lanes.indexOf(Math.min(...lanes));
      const ms = run.taskMs(item) * crowd;
      times.push(ms);
      started[item] = lanes[lane] ?? 0;
      lanes[lane] = (lanes[lane] ?? 0) + ms;
    }
    const wallMs = Math.max(...lanes);
    const main = { ...emptyActivity(0, 4000), busyMs: wallMs, tasks: run.items };
    main.segments.push({ kind: 'execute', startMs: 0, durationMs: wallMs, item: 0, items: run.items });
    const pass = finish(run, [main], times, wallMs, 1);
    main.onCpuMs = run.cpuShare * (total(times) / crowd);
    main.helperCpuMs = run.helperShare * (total(times) / crowd);
    const ended = started.map((ms, item) => ms + (times[item] ?? 0));
    return strategy === 'async' ? { ...pass, inFlight: countInFlight(started, ended) } : pass;
  }

  const chunkSize = chunkSizeOf(run, configuration);
  const factor = run.slowdown(Math.min(workers, run.cores)) * crowding(run, workers, run.cores);
  const free = new Array<number>(workers).fill(0);
  const activities = Array.from({ length: workers }, (_, worker) =>
    emptyActivity(worker, strategy === 'threads' ? 4100 : 4100 + worker),
  );
  let messages = 0;
  for (let item = 0; item < run.items; item += chunkSize) {
    const worker = free.indexOf(Math.min(...free));
    const activity = activities[worker] ?? emptyActivity(worker, 0);
    const count = Math.min(chunkSize, run.items - item);
    const executeMs = Array.from({ length: count }, (_, offset) => run.taskMs(item + offset) * factor);
    for (const ms of executeMs) times.push(ms);
    let now = free[worker] ?? 0;
    const spend = (kind: Segment['kind'], durationMs: number, of: Partial<Segment> = {}): void => {
      activity.segments.push({ kind, startMs: now, durationMs, ...of });
      now += durationMs;
    };
    // The main thread serialises what the worker deserialises, and the other way round, while the worker waits.
    const gapMs = run.messageMs[strategy] + 2 * run.latencyMs[strategy] + (run.cloneInMs + run.cloneOutMs) * count;
    spend('queue', gapMs);
    spend('cloneIn', run.cloneInMs * count);
    spend('execute', total(executeMs), { item, items: count });
    spend('cloneOut', run.cloneOutMs * count);
    free[worker] = now;
    activity.dispatchMs += gapMs;
    activity.cloneInMs += run.cloneInMs * count;
    activity.cloneOutMs += run.cloneOutMs * count;
    activity.busyMs += total(executeMs);
    activity.tasks += count;
    messages++;
  }
  const wallMs = Math.max(...free);
  const pass = finish(run, activities, times, wallMs, crowding(run, workers, run.cores));
  const itemsMs = run.items * (run.cloneInMs + run.cloneOutMs);
  return { ...pass, main: { busyMs: messages * run.messageMs[strategy] + itemsMs, messages } };
}

function crowding(run: SampleRun, workers: number, cores: number): number {
  const demand = run.cpuShare + run.helperShare;
  return Math.max(1, Math.max(0, 1 - demand) + (demand * Math.min(workers, run.items)) / cores);
}

function finish(
  run: SampleRun,
  workers: WorkerActivity[],
  times: number[],
  wallMs: number,
  crowd: number,
): ObservedPass {
  for (const worker of workers) {
    const last = worker.segments.at(-1);
    const end = last ? last.startMs + last.durationMs : 0;
    worker.tailMs = wallMs - end;
    if (worker.tailMs > 0) worker.segments.push({ kind: 'idle', startMs: end, durationMs: worker.tailMs });
    worker.onCpuMs = (worker.busyMs * run.cpuShare) / crowd;
    worker.runQueueWaitMs = worker.busyMs * (1 - 1 / crowd) * run.cpuShare;
    worker.segments = mergeSegments(worker.segments);
    worker.gcMs = worker.busyMs * run.gcShare;
    worker.bytesIn = worker.tasks * run.bytesPerItem;
    worker.bytesOut = worker.tasks * run.bytesPerItem;
  }
  return { wallMs, workers, tasks: aggregate(times, run) };
}

function emptyActivity(worker: number, pid: number): WorkerActivity {
  return {
    worker,
    pid,
    busyMs: 0,
    tasks: 0,
    cloneInMs: 0,
    cloneOutMs: 0,
    dispatchMs: 0,
    tailMs: 0,
    gcMs: 0,
    bytesIn: 0,
    bytesOut: 0,
    heapUsedBytes: 6_500_000 + 10_000 * worker,
    rssBytes: 48_000_000,
    segments: [],
  };
}

function aggregate(times: number[], run: SampleRun): TaskTimes {
  const sorted = [...times].sort((a, b) => a - b);
  const minMs = sorted[0] ?? 0;
  const maxMs = sorted.at(-1) ?? 0;
  const bins = 20;
  const growth = Math.max(maxMs / minMs, 1.0001) ** (1 / bins);
  const counts = new Array<number>(bins).fill(0);
  for (const ms of times) {
    const bin = Math.min(bins - 1, Math.max(0, Math.floor(Math.log(ms / minMs) / Math.log(growth))));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
  const step = Math.ceil(times.length / 10_000);
  return {
    count: times.length,
    sumMs: total(times),
    minMs,
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    maxMs,
    histogram: { edgesMs: Array.from({ length: bins + 1 }, (_, bin) => minMs * growth ** bin), counts },
    slowest: times
      .map((ms, item) => ({ item, ms, input: run.input(item) }))
      .sort((a, b) => b.ms - a.ms)
      .slice(0, 20),
    sampleMs: times.filter((_, item) => item % step === 0),
  };
}

function sampleCores(run: SampleRun, pass: ObservedPass): CoreSamples {
  const count = Math.max(1, Math.min(200, Math.round(pass.wallMs / 100)));
  const stepMs = pass.wallMs / count;
  const timesMs = Array.from({ length: count }, (_, index) => (index + 0.5) * stepMs);
  const busyAt = timesMs.map((middle) => {
    const executing = pass.workers.filter((worker) =>
      worker.segments.some(
        (span) => span.kind === 'execute' && span.startMs <= middle && middle < span.startMs + span.durationMs,
      ),
    );
    return Math.min(run.cores, executing.length * run.cpuShare);
  });
  return {
    attributed: true,
    timesMs,
    cores: Array.from({ length: run.cores }, (_, core) => ({
      core,
      ours: busyAt.map((busy) => Math.min(1 - run.othersShare, Math.max(0, busy - core))),
      others: timesMs.map(() => run.othersShare),
      stolen: timesMs.map(() => 0),
    })),
  };
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** Numbers around 0 with a standard deviation of 1: twelve uniform ones summed, from a linear congruential sequence. */
function gaussian(seed: number): () => number {
  let state = seed >>> 0;
  const uniform = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 0x1_0000_0000;
  };
  return () => total(Array.from({ length: 12 }, uniform)) - 6;
}
