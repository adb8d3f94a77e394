import type { Audit } from './audit.ts';
import type { CodeVersion } from './code-version.ts';
import type { Conclusion } from './conclusion.ts';
import type { Estimate } from './estimate.ts';
import type { FarmMachine, QueueProbe } from './farm.ts';
import type { FarmPoint } from './farm-point.ts';
import type { DescribedFinding, FindingCode } from './finding.ts';
import type { HotLines } from './hot-lines.ts';
import type { CallerOfTarget, InputsSeed, InputsSource, SizeChoice } from './inputs.ts';
import type {
  CoreSamples,
  ErrorData,
  InFlight,
  ItemFailure,
  Machine,
  MainThreadActivity,
  Neighbour,
  ResultComparison,
  Round,
  TaskTimes,
  WorkerActivity,
} from './measurement.ts';
import type { Configuration, Plan, PoolName, StrategyName } from './plan.ts';
import type { SkippedItem } from './run-event.ts';
import type { RecordedInputs } from './recording.ts';
import type { SourceLocation } from './target.ts';

export type { Estimate } from './estimate.ts';

/** How the run ended. Measurements made before a failure or a cancellation are in `strategies`, marked by `partial`. */
export type Outcome =
  | { status: 'completed' }
  | { status: 'failed'; stage: 'inputs' | 'load' | 'run'; message: string; error?: ErrorData; partial: boolean }
  | { status: 'cancelled'; partial: boolean };

/** The three factors of the speedup: W x loadBalance x communication x computeScaling = speedup. */
export interface Factors {
  /** Mean busy time over the longest busy time. */
  loadBalance: number;
  /** Longest busy time over the wall time. */
  communication: number;
  /** Serial task time over parallel task time. */
  computeScaling: number;
  /**
   * Difference between the speedup of the observed passes and the one shown, as a share of it: the factors explain the
   * observed pass.
   */
  residual: number;
}

/**
 * The uses of the capacity (workers x wall time): the proportions of the observed pass at the length of the typical
 * one. The parts sum to `capacity`.
 */
export interface CapacityAccount {
  capacity: number;
  /** Executing, for as long as the serial run needed. */
  useful: number;
  /** Executing longer than the serial run did: contention, waiting for a core, cold code. Negative if it was faster. */
  inflated: number;
  cloneIn: number;
  cloneOut: number;
  /** Waiting for a task while some were left. */
  dispatch: number;
  /** Idle because no tasks were left. */
  tail: number;
  /** Capacity that could not be attributed: the total minus the parts above; under 2% of it. */
  unaccounted: number;
  /** Garbage collection; included in execution, shown separately and not added again. */
  gc: number;
  /**
   * Time runnable without a core, as far as it made tasks longer than serially: part of `inflated`, not added again. Absent
   * where the platform does not provide it.
   */
  runQueueWait?: number;
  /** Time of the typical pass over that of the observed one, by which its times were multiplied. */
  scale: number;
}

/**
 * The sources of a speedup's variation. JIT results vary between processes, so fresh processes differ by more than the
 * rounds inside one.
 */
export interface Spread {
  /** Fresh sets of processes measured. */
  replicas: number;
  /** Standard deviation between the replicas' medians, as a share of the speedup; `null` with one replica. */
  between: number | null;
  /** Standard deviation of the rounds inside a replica, as a share of the speedup; `null` with one round in each. */
  within: number | null;
}

/** Speed of the machine during the run: independent loops on several cores at once, relative to one alone. */
export interface MachineCeiling {
  /** Loops at once. */
  cores: number;
  /**
   * `cores` if they do not disturb each other; less with hyper-threading, shared clock speeds, other load or a
   * hypervisor.
   */
  speedup: Estimate;
  readings: number;
}

/** Memory while a strategy ran, resident, as the operating system counts it. */
export interface StrategyMemory {
  /** All its processes together: the maximum seen at the end of a pass. */
  rssBytes: number;
}

export interface BaselineMemory extends StrategyMemory {
  /** Memory that each call retains after garbage collection; 0 for none. Absent if not measured. */
  retainedBytes?: number;
}

export interface PoolMemory extends StrategyMemory {
  /**
   * Cost of one more worker: what the pool takes beyond the serial run, divided by its workers. `null` where the serial run
   * took at least as much.
   */
  perWorkerBytes: number | null;
}

/** Measured of every strategy. A field that was not measured is `null`; one that does not apply to a kind is absent there. */
interface MeasuredStrategy {
  workers: number;
  /**
   * One warm pass over all items in the typical round, the median one of the baseline. The time of the baseline over this is
   * the speedup.
   */
  wallMs: { median: number; ci95: [number, number] };
  /** Against the serial baseline, start-up not counted. 1 for the baseline. */
  speedup: Estimate;
  /** speedup / workers. */
  efficiency: number;
  /** `index` of the rounds that lie far from the others of their replica. They are included in all figures. */
  outliers: number[];
  /** First pass in a fresh process. */
  coldMs: number | null;
  rounds: Round[];
  tasks: TaskTimes | null;
  coreUsage: CoreSamples | null;
  workerTimeline: WorkerActivity[];
  memory: StrategyMemory | null;
  /** Against the serial results; for the baseline, its second pass against its first. */
  results: ResultComparison | null;
  /** Items for which the function threw or its worker was lost. */
  failedItems: number;
  /** The first of them, at most 100. */
  failures: ItemFailure[];
}

/** A strategy that was compared with the baseline. */
interface ComparedStrategy extends MeasuredStrategy {
  /** Where the variation of the speedup comes from. */
  spread: Spread;
  /** Findings that cast doubt on this result's speedup, severest first; they are among `findings`. */
  doubts: FindingCode[];
}

/** The serial loop, to which the others are compared. */
export interface BaselineResult extends MeasuredStrategy {
  kind: 'baseline';
  name: 'serial';
  memory: BaselineMemory | null;
}

/** Promises on one thread; `workers` is their concurrency limit. */
export interface PromisesResult extends ComparedStrategy {
  kind: 'async';
  name: 'async';
  /** In the observed pass; absent if none was observed. */
  inFlight?: InFlight;
}

/** A pool of worker threads or child processes. */
export interface PoolResult extends ComparedStrategy {
  kind: 'pool';
  name: PoolName;
  /** Items per message. */
  chunkSize: number;
  /** Speedup with start-up counted once. */
  speedupWithStartup: number;
  /** Time from creating the pool until every worker was ready with the module loaded. */
  startupMs: number;
  /** Number of items from which the pool is faster despite its start-up; `null` if it never is. */
  breakEvenItems: number | null;
  factors: Factors | null;
  timeMs: CapacityAccount | null;
  /** The pool's main thread, with times of the typical pass as in `timeMs`. */
  mainThread: MainThreadActivity | null;
  memory: PoolMemory | null;
  /** Only of `bullmq`, if a pass was observed. */
  queue?: QueueUse;
}

/** Use of the queue in the observed pass. */
export interface QueueUse {
  jobs: number;
  /** Mean time of the calls of a job. */
  jobMs: number;
  /** Mean time that a worker lost to the queue per job: waiting for it while some were left, reading and answering it. */
  costMs: number;
  /** Size of all arguments in Redis. */
  sentBytes: number;
  /** Size of all answers in Redis. */
  receivedBytes: number;
  /** Bytes through Redis per ms of the pass. */
  bytesPerMs: number;
}

/** The queue of a run and its workers. */
export interface FarmReport {
  /** Address of Redis, without credentials. */
  redis: string;
  queue: string;
  /** Most workers first. */
  machines: FarmMachine[];
  /** Whether the run started the workers, on the measuring machine, because none were connected. */
  isStartedHere: boolean;
  /** Whether Redis runs on the measuring machine. */
  isLocal: boolean;
  /** `null` if the queue was not probed. */
  probe: QueueProbe | null;
  /** Expected speedup on several machines like the measured one; empty without a probe or a serial run. */
  prediction: FarmPoint[];
}

/** One strategy at one worker count that was compared with the baseline. */
export type ParallelResult = PromisesResult | PoolResult;

/** One strategy at one worker count. */
export type StrategyResult = BaselineResult | PromisesResult | PoolResult;

/** Items per message; `null` where nothing is sent. */
export function chunkSizeOf(result: StrategyResult): number | null {
  return result.kind === 'pool' ? result.chunkSize : null;
}

/** How reliable the speedup is; `invalid` if there is a finding of origin `validity` and severity `error`. */
export type Confidence = 'high' | 'medium' | 'low' | 'invalid';

/** A sentence of a verdict, or the words that introduce the next one. */
export interface VerdictPart {
  /**
   * `answer`: the result for the function; every verdict has one. `status`: how the run ended, or how reliable the
   * numbers are. `doubt`: the reason for doubt, from the finding. `detail`: more about the answer.
   */
  role: 'status' | 'answer' | 'doubt' | 'detail';
  text: string;
}

/** The advice. */
export interface Recommendation {
  strategy: StrategyName;
  workers: number;
  chunkSize: number | null;
  /** Expected speedup. */
  speedup: number;
  /** One sentence. */
  reason: string;
}

/** Expected speedup on a machine with a given number of cores. */
export interface PredictionPoint {
  cores: number;
  speedup: number;
  /** 95% interval. */
  low: number;
  high: number;
  /** Amdahl's bound for the pool model; never below `speedup`. */
  amdahl: number;
}

/** A measured pool, and the task times that its speedup implies. */
export interface MeasuredPool {
  workers: number;
  chunkSize: number;
  speedup: Estimate;
  /** Execution time of tasks over that in the serial run. */
  inflation: number;
  /** Standard error as a share of `inflation`. */
  inflationError: number;
}

/**
 * Demand of the function on memory bandwidth, measured by running it alone and alongside memory streams on the other
 * cores.
 */
export interface MemoryDemand {
  /** Share of this machine's memory bandwidth that one task needs while it runs alone; about 0 for code that only computes. */
  demandShare: Estimate;
  /**
   * Share of a task's time that waits for memory, 0 to 1: its slowdown by streams relative to their slowdown by each
   * other.
   */
  sensitivity: number;
  /** Whether the streams used all bandwidth. If not, the machine has more than they show, and `demandShare` is an upper bound. */
  saturated: boolean;
  /** Memory bandwidth that the streams reached together, in bytes per millisecond. */
  bandwidthBytesPerMs: number;
  readings: number;
}

/** The pool in numbers, fitted to the measurement; the basis of predictions and what-if answers. */
export interface PoolModel {
  kind: 'threads' | 'processes';
  /** Chunk size that was measured; `null`: ceil(items / (4 x workers)), which changes with the workers. */
  chunkSize: number | null;
  /** Main thread: time per chunk to send it and receive its result, whatever its content. */
  mainPerMessageMs: number;
  /** Main thread: to serialise one item and deserialise its result. */
  mainPerItemMs: number;
  /** Worker: time per chunk to receive it and answer, whatever its content. */
  workerPerMessageMs: number;
  /** Worker: to deserialise one item and serialise its result. */
  workerPerItemMs: number;
  /** From one thread to the other, one way. */
  latencyMs: number;
  /** Chunks that wait at a worker while it executes another. */
  prefetch: number;
  /** Execution time in a worker over that in the serial run, for one worker. */
  inflation: number;
  /**
   * How W workers slow each other down, medians of the laws that agree with `measured`: inflation(W) =
   * inflation x (1 + contention x (W - 1) + coherence x W x (W - 1)), the two coefficients of the Universal Scalability Law,
   * until W x `memory.demandShare` exceeds the memory bandwidth.
   */
  contention: number;
  coherence: number;
  /** Standard deviations of the three among those laws. */
  inflationError: number;
  contentionError: number;
  coherenceError: number;
  /** Contention of independent loops on this machine, the least to expect of tasks, with its standard error. */
  machineContention: number;
  machineContentionError: number;
  /** Cores of the measured machine that could be used at once. */
  cores: number;
  /** The pools that the model was fitted to. */
  measured: MeasuredPool[];
  /** Absent where it was not measured. */
  memory?: MemoryDemand;
  /**
   * Amdahl's bound: workerSpeed / (serialFraction + (1 - serialFraction) / cores). The fraction is the largest that no measured
   * and no expected speedup of this pool exceeds: the smallest of their serial fractions (Karp and Flatt, 1990).
   */
  serialFraction: number;
  /** Speed of one worker against the serial run, where workers are faster; otherwise 1. */
  workerSpeed: number;
  /** Share of a task's time that it spends on a core; the rest it waits. */
  cpuShare: number;
  /** Time that the runtime's other threads spend on a core for a task, as a share of its time; absent if unknown. */
  helperShare?: number;
}

/** The version control state of the code. */
export interface Commit {
  /** Hexadecimal, in full. */
  id: string;
  /** Whether tracked files differed from it; `null` if finding out took too long. */
  dirty: boolean | null;
}

/**
 * The public format: printed by `parallel-profiler run --format json` and shown by every chart. Times are milliseconds,
 * sizes bytes, shares 0 to 1.
 */
export interface Report {
  version: 2;
  /** ISO 8601, when the run began. */
  startedAt: string;
  /** Duration of the whole run. */
  durationMs: number;
  outcome: Outcome;
  /** The profiled function. */
  target: {
    /** Absolute path. */
    file: string;
    /** As `list` shows it. */
    name: string;
    location: SourceLocation;
    /** `async`, or declared to return a promise. */
    async: boolean;
  };
  /** The git commit of the code when the run began; `null` or absent if unknown. */
  commit?: Commit | null;
  /** The version of the function's code that ran; absent if it is not known. */
  code?: CodeVersion;
  /** The inputs of the calls. */
  inputs: {
    /** Number of items; 0 if they could not be evaluated. */
    count: number;
    source: InputsSource;
    /** TypeScript, evaluated in the module's own scope; `null` if the items come from a file. */
    expression: string | null;
    /** Absolute path of the JSON file; `null` if the items come from an expression. */
    file: string | null;
    /** The first items as text. */
    preview: string[];
    /** Location of the tag or the call. */
    location?: SourceLocation;
    /** The run that the items were recorded from. */
    recorded?: RecordedInputs;
    /** The call that uses these inputs, if it is in a file other than the function's. */
    caller?: CallerOfTarget;
    /** Whether an item that is an array is the list of arguments. */
    spread?: boolean;
    /** Names of the parameters, if the user can choose whether items are spread, because only one is required. */
    parameters?: string[];
    /** Present if generated from the parameter types: parameters that reproduce the inputs. */
    generated?: InputsSeed;
    /** Present if trial calls chose the size of the generated items. */
    sizeChoice?: SizeChoice;
    /** Items that were skipped on request because their calls took long; they are not in `count`. */
    skipped?: SkippedItem[];
    /** The number of items, if the user requested one. */
    asked?: number;
  };
  /** `null` if the run ended before the machine was inspected. */
  machine: Machine | null;
  /** The requested measurement. */
  plan: Pick<Plan, 'budgetSeconds' | 'precision' | 'rounds' | 'seed'>;
  /** `null` or absent if not measured, for instance on one core. */
  ceiling?: MachineCeiling | null;
  /** Other programs that used the cores meanwhile, most first; empty if there were none or the platform lists none. */
  neighbours: Neighbour[];
  /** Configurations that did not fit into the budget; absent if all did. */
  leftOut?: {
    /** Configurations of the plan that were not measured. */
    configurations: Configuration[];
  };
  /** Absent without the strategy `bullmq`. */
  farm?: FarmReport;
  /** Baseline first; empty if nothing was measured. */
  strategies: StrategyResult[];
  /** Severest first. `message` is English and may change; rely on `code` and `args`. */
  findings: DescribedFinding[];
  /** Absent in reports of earlier versions. */
  conclusion?: Conclusion;
  /** `null` if `conclusion` is not a verdict. */
  recommendation: Recommendation | null;
  /** In ascending number of cores, with as many workers as cores; empty without a measured pool. */
  prediction: PredictionPoint[];
  /** Inputs of `prediction`, one per measured kind of pool, the recommended or best one first. */
  poolModels: PoolModel[];
  /** The answer and its context; the texts in order form a paragraph. */
  verdict: VerdictPart[];
  /** How reliable the verdict is. */
  confidence: Confidence;
  /** The first lines that the function printed, and their total number. */
  output: { lines: string[]; total: number };
  /** Side effects of one serial pass, listed before the run; absent where the code cannot have any. */
  audit?: Audit;
  /** Absolute paths of the `.cpuprofile` files, if requested. */
  cpuProfiles: string[];
  /** An entry per pool whose lines were sampled, that of the verdict first; absent if not requested. */
  hotLines?: HotLines[];
}
