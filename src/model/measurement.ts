import type { ErrorData } from './error-data.ts';
import type { Configuration } from './plan.ts';
import type { SideEffects } from './side-effects.ts';

export type { ErrorData } from './error-data.ts';
export type { Machine } from './machine.ts';
export type { OpenResource, SideEffects } from './side-effects.ts';

/** One timed pass over all items. Rounds with the same `index` ran back to back and are paired. */
export interface Round {
  index: number;
  /** The fresh set of processes it ran in, from 0. */
  replica: number;
  /** Wall time of one pass over the items: the mean of the round's passes, or their median from 50 ms on. */
  wallMs: number;
  /** Passes inside the round, which make it long enough for the clock. */
  repeats: number;
}

/** State of a worker. `queue`: dispatched, not received. `idle`: nothing left or nothing sent. */
export type SegmentKind = 'queue' | 'cloneIn' | 'execute' | 'cloneOut' | 'idle' | 'gc';

/** A span on a worker's track. Neighbours of one kind are merged when there are too many to keep. */
export interface Segment {
  kind: SegmentKind;
  /** Since the start of the pass. */
  startMs: number;
  durationMs: number;
  /** First item of the span, for `execute`. */
  item?: number;
  /** Items in the span, for `execute`. */
  items?: number;
}

/** One worker in the observed pass. */
export interface WorkerActivity {
  worker: number;
  pid: number;
  /** Name of its machine; only for workers of a queue. */
  machine?: string;
  /** Wall time spent executing tasks. */
  busyMs: number;
  /** CPU time of the thread; absent where the platform does not provide it. */
  onCpuMs?: number;
  /** Time the thread was runnable but waited for a core; absent for threads before Node 23.9 outside of Linux. */
  runQueueWaitMs?: number;
  /**
   * Set if the kernel does not count that wait: it is then wall time less CPU time, which includes any other waiting.
   */
  waitIsUpperBound?: true;
  /**
   * Time that other threads of the process were on a core meanwhile (those of the garbage collector, the compiler,
   * libuv's pool, workers that a task starts), and its ended child processes. Only for the serial loop and promises,
   * where no other worker shares the process; Linux only.
   */
  helperCpuMs?: number;
  tasks: number;
  cloneInMs: number;
  cloneOutMs: number;
  /** Time spent waiting for a task while some were left. */
  dispatchMs: number;
  /** Time idle because no task was left. */
  tailMs: number;
  gcMs: number;
  bytesIn: number;
  bytesOut: number;
  /** At the end of the pass. */
  heapUsedBytes?: number;
  rssBytes?: number;
  segments: Segment[];
}

/** Times of the single tasks (one per item), aggregated so that a million of them remain small. */
export interface TaskTimes {
  count: number;
  sumMs: number;
  minMs: number;
  p50Ms: number;
  p95Ms: number;
  maxMs: number;
  /** Logarithmic bins: `counts[i]` tasks took from `edgesMs[i]` up to `edgesMs[i + 1]`. */
  histogram: { edgesMs: number[]; counts: number[] };
  /** Slowest first, at most 20. */
  slowest: { item: number; ms: number; input: string }[];
  /** Every task time in input order for at most 10,000 items, else an evenly spaced sample. */
  sampleMs: number[];
  /** Baseline only: time that reading the clock adds to each task. */
  clockMs?: number;
}

/** Activity of the pool's main thread in the observed pass: it sends every chunk and receives every result. */
export interface MainThreadActivity {
  /** CPU time of the thread, or the time its event loop was active where the platform does not provide it. */
  busyMs: number;
  /** Chunks sent. */
  messages: number;
}

/** Promises in flight over a pass. */
export interface InFlight {
  intervalMs: number;
  /** The mean in each interval, one after another. */
  counts: number[];
}

/** One pass observed in detail. */
export interface ObservedPass {
  wallMs: number;
  workers: WorkerActivity[];
  tasks: TaskTimes;
  /** Absent without a pool, and if not measured. */
  main?: MainThreadActivity;
  /** Only with promises. */
  inFlight?: InFlight;
}

/** Core usage during the run; all rows have the same length. */
export interface CoreSamples {
  /** Whether `ours` could be separated from `others`; if not, `ours` is all busy time. */
  attributed: boolean;
  /** Middle of each sample, since the start of the pass. */
  timesMs: number[];
  /** Share of the core, 0 to 1, per sample: used by the measured processes, by anything else, taken by the hypervisor. */
  cores: { core: number; ours: number[]; others: number[]; stolen: number[] }[];
}

/** How the results compare with those of the serial run. */
export interface ResultComparison {
  equal: boolean;
  /** The first difference: the item and the path inside its result, `[3].total`. */
  first?: { item: number; path: string; expected: string; found: string };
  /** Number of compared items that differ. */
  differing: number;
  /**
   * Number of compared items, spread evenly over all; absent if all were compared. The results of many large items are
   * compared as far as the budget allows.
   */
  compared?: number;
}

/** An item for which the function threw or its worker was lost. */
export interface ItemFailure {
  item: number;
  input: string;
  error: ErrorData;
}

/** A value that does not survive the way to a worker or back. */
export interface ValueProblem {
  /** `loses-prototype`: a class instance, which arrives as a plain object without methods. */
  problem: 'not-cloneable' | 'loses-prototype';
  where: 'argument' | 'result';
  item: number;
  /** Inside the value: `''` for the whole, `.options.onDone`, `[3]`. */
  path: string;
  /** `a function`, or the class name. */
  what: string;
}

/** Memory of the processes of one configuration, as the operating system counts it. */
export interface MemoryUse {
  /** Maximum at the end of a pass: the process that sends the items and, if they are processes, its workers. */
  rssBytes: number;
  /**
   * Baseline only: memory retained per call after garbage collection, in each of a few steps after all rounds; 0 if not
   * distinguishable from noise. Absent if a single call takes too long for further calls.
   */
  retainedBytes?: number[];
}

/** All measurements of one configuration. */
export interface Measurement {
  configuration: Configuration;
  /** Chunk size in effect; `null` for strategies without a pool. */
  chunkSize: number | null;
  /**
   * Time from creating the pool until every worker had the module loaded, per fresh set of processes; empty for
   * `serial`.
   */
  startupMs: number[];
  /** The first pass of each fresh set of processes, before warm-up. */
  coldMs: number[];
  /** One warm pass before any round, which gives the first figure. Absent before it has run. */
  firstPassMs?: number;
  rounds: Round[];
  observed: ObservedPass | null;
  cores: CoreSamples | null;
  /** Compared with the serial results; for the baseline, its second pass against its first, which shows randomness. */
  results: ResultComparison | null;
  /**
   * Baseline only: the first pass of another fresh process compared with the first pass. If these are equal and
   * `results` differ, the function keeps state between calls; if these differ as well, its results are random.
   */
  resultsInFreshProcess?: ResultComparison;
  /** At most 1,000 of the failed items. */
  failures: ItemFailure[];
  failedItems: number;
  /** Items whose argument was changed by the call in place; serial only. */
  mutatedItems: number;
  /** Number of items checked for that, spread evenly over all; absent if all were. */
  mutatedOf?: number;
  /**
   * Time for which the control group's quota throttled the processes during the rounds; absent if it is not counted.
   */
  throttledMs?: number;
  /** Absent if no pass finished. */
  memory?: MemoryUse;
  /** Found among the first items and their results; serial only. */
  problems: ValueProblem[];
  /** Absent where there were none. */
  sideEffects?: SideEffects;
  /** Why the configuration could not be measured, for instance because an argument cannot be cloned. */
  error?: ErrorData;
}

/** Another program that used the cores during the run. */
export interface Neighbour {
  /** File name of the program; for an interpreter with its script: `node server.js`. */
  name: string;
  /** Cores in use on average, over all its processes. */
  cores: number;
  /** Whether it is the program that requested the run: the command line, or the editor's extension host. */
  isClient: boolean;
}

/**
 * Speed of independent loops on several cores together, and of one alone; measured from time to time between rounds.
 */
export interface CeilingReadings {
  /** Loops at once. */
  cores: number;
  readings: CeilingReading[];
}

/** Times through a loop per millisecond. */
export interface CeilingReading {
  /** Of one loop, as a mean over several. */
  alone: number;
  /** Rate of all loops at once: `cores` times as much if they do not disturb each other. */
  together: number;
}

/**
 * The function alongside memory streams, measured between rounds: the mutual slowdown shows how much of the memory
 * bandwidth the function needs.
 */
export interface MemoryReadings {
  /** Maximum number of streams at once: one per usable core. */
  cores: number;
  readings: MemoryReading[];
}

/**
 * Rates in bytes per millisecond. All cores are busy in each of them: those without a stream run a loop in the cache.
 */
export interface MemoryReading {
  /** Of one stream. */
  streamAlone: number;
  /** Sum for streams on every core. */
  streamsOnAllCores: number;
  /** Sum for streams on every core but one, which runs a loop in the cache or the function. */
  streamsWithout: number;
  streamsBeside: number;
  /** Time of a part of the function's work: alongside loops in the cache, and alongside those streams. */
  aloneMs: number;
  besideMs: number;
}
