/**
 * The client (CLI, extension) speaks first and sends one request. The engine answers with a stream of events that ends
 * with `done` or `failed`. During a `run`, the client may send `skipLongItems` and `skipWait`. There is no cancel message: the client
 * kills the engine's process group, also when nothing has arrived for a long time. If the client disconnects, the engine
 * ends itself and everything it started.
 */
import type { QueueAddress } from '../model/farm.ts';
import type { Machine } from '../model/measurement.ts';
import type { Plan } from '../model/plan.ts';
import type { RunEvent } from '../model/run-event.ts';
import type { RunnableModule } from './loading/module-map.ts';

export type { MappedModule, ModuleFormat, ModuleMap, Resolution, RunnableModule } from './loading/module-map.ts';

/** Absolute paths of the sibling programs, provided by the client. */
export interface EnginePrograms {
  strategyHost: string;
  moduleHooks: string;
  targetModule: string;
  threadWorker: string;
  processWorker: string;
  /** Runs the jobs of a queue. */
  queueWorker: string;
}

/** The user's module and how to run it. */
interface ModuleRun {
  plan: Plan;
  module: RunnableModule;
  /** Working directory for the user's code: the package's folder. */
  cwd: string;
}

/** A module to run, or whose inputs to evaluate. */
interface RunRequest extends ModuleRun {
  /** `inputs`: only evaluate the inputs, call nothing. Answered by `inputs` and `done`, or by `failed`. */
  type: 'run' | 'inputs';
  programs: EnginePrograms;
  nodeSource: Machine['nodeSource'];
}

/**
 * Compares this module's function, the base, with that of `head` until the budget of the base's plan is spent. Answered
 * by `comparedResults` and one `replica` per pair of processes. The client kills the engine once it has seen enough.
 */
export interface CompareRequest extends Omit<RunRequest, 'type'> {
  type: 'compare';
  head: ModuleRun;
}

/**
 * Chooses the size of generated inputs: the inputs of the plan are functions that create one item each, smallest first.
 * Answered by `sized`, unless the function cannot be called with the smallest, and `done`.
 */
export interface SizeRequest extends Omit<RunRequest, 'type'> {
  type: 'size';
  /** Number of items in the run. */
  items: number;
  /** Whether an item that is an array is the list of arguments. */
  spread: boolean;
}

/**
 * Calls the function once serially, under the audit of Node's permission model, before anything runs many times. Answered by
 * `audited` and `done`.
 */
export interface AuditRequest extends Omit<RunRequest, 'type'> {
  type: 'audit';
}

/** A request that runs the user's code. */
export type ModuleRequest = RunRequest | CompareRequest | SizeRequest | AuditRequest;

/**
 * Lists the workers of a queue and measures what a job costs, with jobs of the profiler itself. Answered by `farm` and
 * `done`, or by `failed`.
 */
export interface FarmRequest {
  type: 'farm';
  address: QueueAddress;
  /** Seconds after which an answer of Redis is given up. */
  timeLimitSeconds: number;
  /** Whether to measure the costs, not only to list the workers. */
  probes: boolean;
  cwd: string;
  programs: EnginePrograms;
}

/**
 * Removes from Redis the queues that a killed run has left, as noted in the folder that `PARALLEL_PROFILER_FOLDER` names.
 * Answered by `done`, or by `failed`.
 */
export interface EraseQueuesRequest {
  type: 'eraseQueues';
  timeLimitSeconds: number;
  cwd: string;
}

export type ToEngine = ModuleRequest | FarmRequest | EraseQueuesRequest;

/** During a `run`: skips items of the serial pass with long calls, the running one at once. May arrive at any time. */
export interface SkipLongItems {
  type: 'skipLongItems';
}

/** Ends the wait of a `run` for other programs. May arrive at any time. */
export interface SkipWait {
  type: 'skipWait';
}

/** Sent when the engine starts and whenever it has sent nothing else for a while: the client ends one that is silent. */
export interface Alive {
  type: 'alive';
}

/** Events of the engine: those of the run, and its signs of life. */
export type FromEngine = RunEvent | Alive;
