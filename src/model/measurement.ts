import type { ErrorData } from './error-data.ts';
import type { Configuration } from './plan.ts';
import type { SideEffects } from './side-effects.ts';

export type { ErrorData } from './error-data.ts';
export type { Machine } from './machine.ts';
export type { OpenResource, SideEffects } from './side-effects.ts';

/** One timed pass over all items. Rounds with the same `index` ran back to back and are paired. */
export interface Round {
  index: number;
  /** Which fresh set of processes it ran in, from 0. */
  replica: number;
  /** Wall time of one pass over the items: of the round's passes the mean, from 50 ms on the median. */
  wallMs: number;
  /** Passes inside the round, so that it lasts long enough for the clock. */
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
  /** Wall time spent executing tasks. */
  busyMs: number;
  /** CPU time of the thread; absent where the platform does not provide it. */
  onCpuMs?: number;
  /** Time the thread was runnable but waited for a core; absent for threads before Node 23.9 outside of Linux. */
  runQueueWaitMs?: number;
  /** Set where the kernel does not count that wait: it is wall time less CPU time, which includes any other waiting. */
  waitIsUpperBound?: true;
  /**
   * Time that the process's other threads were on a core meanwhile (the garbage collector's, the compiler's, those of libuv's
   * pool, workers that a task starts), and its child processes that ended. Of the serial loop and promises only, where no other worker shares the process; Linux only.
   */
  helperCpuMs?: number;
  tasks: number;
  cloneInMs: number;
  cloneOutMs: number;
  /** Waiting for a task while some were left. */
  dispatchMs: number;
  /** Idle because no task was left. */
  tailMs: number;
  gcMs: number;
  bytesIn: number;
  bytesOut: number;
  /** At the end of the pass. */
  heapUsedBytes?: number;
  rssBytes?: number;
  segments: Segment[];
}

/** Times of the single tasks (one per item), aggregated so that a million of them stay small. */
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
  /** Every task time in input order where there are at most 10,000 items, else an evenly spaced sample of them. */
  sampleMs: number[];
  /** Baseline only: what reading the clock adds to the time of each task. */
  clockMs?: number;
}

/** Activity of the pool's main thread in the observed pass: it sends every chunk and receives every result. */
export interface MainThreadActivity {
  /** CPU time of the thread, or the time its event loop was active where the platform does not provide it. */
  busyMs: number;
  /** Chunks sent. */
  messages: number;
}

/** One pass looked at closely. */
export interface ObservedPass {
  wallMs: number;
  workers: WorkerActivity[];
  tasks: TaskTimes;
  /** Absent without a pool, and where it was not measured. */
  main?: MainThreadActivity;
}

/** Cores over the time of the run; all rows have the same length. */
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
  /** How many items differ, of those compared. */
  differing: number;
  /**
   * How many items were compared, spread evenly over all; absent where every one was. The results of many large items are
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
  /** Most that was seen at the end of a pass: the process that sends the items and, where they are processes, its workers. */
  rssBytes: number;
  /**
   * Baseline only: what a call left behind that garbage collection cannot free, in each of a few steps after all rounds; 0
   * for no more than noise. Absent where a single call takes too long to make more of them.
   */
  retainedBytes?: number[];
}

/** All that was seen of one configuration. */
export interface Measurement {
  configuration: Configuration;
  /** Chunk size in effect; `null` for strategies without a pool. */
  chunkSize: number | null;
  /** Pool created until every worker had the module loaded, per fresh set of processes; empty for `serial`. */
  startupMs: number[];
  /** The first pass of each fresh set of processes, before warm-up. */
  coldMs: number[];
  /** One warm pass before any round: the first figure there is. Absent before it was made. */
  firstPassMs?: number;
  rounds: Round[];
  observed: ObservedPass | null;
  cores: CoreSamples | null;
  /** Against the serial results; for the baseline, its second pass against its first, which shows chance. */
  results: ResultComparison | null;
  /**
   * Baseline only: the first pass of another fresh process against the first pass. When these are equal and `results`
   * differ, the function keeps state between calls; when these differ as well, it is chance.
   */
  resultsInFreshProcess?: ResultComparison;
  /** At most 1,000 of the failed items. */
  failures: ItemFailure[];
  failedItems: number;
  /** Items whose argument was changed by the call in place; serial only. */
  mutatedItems: number;
  /** How many items were looked at for that, spread evenly over all; absent where every one was. */
  mutatedOf?: number;
  /** Time for which the control group's quota throttled the processes during the rounds; absent where it is not counted. */
  throttledMs?: number;
  /** Absent if no pass finished. */
  memory?: MemoryUse;
  /** Found among the first items and their results; serial only. */
  problems: ValueProblem[];
  /** Absent where there were none. */
  sideEffects?: SideEffects;
  /** Why the configuration could not be measured at all, for instance an argument that cannot be cloned. */
  error?: ErrorData;
}

/** Another program that used the cores during the run. */
export interface Neighbour {
  /** File name of the program; of an interpreter with its script: `node server.js`. */
  name: string;
  /** Cores in use on average, over all its processes. */
  cores: number;
  /** Whether it is the program that asked for the run: the command line, or the editor's extension host. */
  isClient: boolean;
}

/** Speed of independent loops on several cores together, and of one alone; measured now and then between rounds. */
export interface CeilingReadings {
  /** Loops at once. */
  cores: number;
  readings: CeilingReading[];
}

/** Times through a loop per millisecond. */
export interface CeilingReading {
  /** Of one loop, as a mean over several. */
  alone: number;
  /** Of all loops at once: `cores` times as much where they do not disturb each other. */
  together: number;
}

/**
 * The function alongside memory streams, measured between rounds: how far each slows the other down says how much of the
 * memory bandwidth the function needs.
 */
export interface MemoryReadings {
  /** Streams at once at most: one for each usable core. */
  cores: number;
  readings: MemoryReading[];
}

/** Rates in bytes per millisecond. All cores are busy in each of them: those without a stream with a loop in the cache. */
export interface MemoryReading {
  /** Of one stream. */
  streamAlone: number;
  /** Of a stream on every core, added up. */
  streamsOnAllCores: number;
  /** Of a stream on every core but one, added up: beside a loop in the cache, and beside the function. */
  streamsWithout: number;
  streamsBeside: number;
  /** A part of the function's work: beside loops in the cache, and beside those streams. */
  aloneMs: number;
  besideMs: number;
}
