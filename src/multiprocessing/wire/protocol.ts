/**
 * Between a pool (parent) and each of its workers. The parent speaks first with `StartData` (a thread has it in its
 * `workerData`, a process gets it as its first message). The worker loads the user's module and answers `ready`, or
 * `failed` and ends. Then every `run` is answered by exactly one `done` or `refused`, in order, with any number of `part`
 * before it, unless it is given back (`returned`), as the parent may ask (`giveBack`). `stop` ends the worker; so does a
 * closed channel. A worker that ends with runs unanswered is lost.
 *
 * Some values can be written and not be read, such as a list nested 2,000 deep. The side that cannot read a message says
 * `unread`, and the other side sends the values of that message again, each alone, so that only the bad ones fail: the
 * worker a `salvage` and one `value` for each result, the parent a `probe` and one `item` for each argument, which the
 * worker answers with `probed`. The worker keeps answers for that until the parent returns a `fence` as `read`.
 */
import type { ErrorData } from './error-data.ts';
import type { Packed } from './packed-values.ts';
import type { SharedArgument } from './shared-handles.ts';
import type { StartArguments } from './start-arguments.ts';

/** Start data of a worker, sent before its first task. */
export interface StartData {
  /** `file:` URL of the user's module. */
  module: string;
  worker: number;
  kind: 'threads' | 'processes';
  /** How many pools are above this worker: 1 in a pool of the main program. */
  depth: number;
  /** Workers that run at the same time, over all pools above. */
  siblings: number;
  /** `follows`: it comes in a `define` with `initializerId` once the module is loaded. */
  initializer: FunctionDefinition | 'follows' | null;
  initargs: readonly unknown[];
  /** The shared objects that belong into `initargs`. */
  shared?: readonly SharedArgument[];
  /** `file:` URL of the library, for workers whose module does not load it. */
  library: string;
}

/** The start data as sent. */
export type SentStart = Omit<StartData, 'initargs'> & {
  initargs: StartArguments;
  /** Whether a process itself must watch for the end of its parent. */
  watchesParent?: boolean;
};

/** The function to run, identified by name; its code is not sent. */
export type FunctionDefinition =
  /** An export of the module, as the caller named it. */
  | { kind: 'named'; name: string }
  /** A path from `globalThis`, such as `Math.sqrt`. */
  | { kind: 'global'; path: string }
  | (LocatedFunction & { kind: 'exported'; name: string })
  /** The caller's function is not an export. `reason` explains it, if that needs no module. */
  | { kind: 'nowhere'; name: string; reason: string | null };

/** Where a function is exported, and how that is known. */
export interface LocatedFunction {
  /** URL of the module; often, but not always, that of the pool. */
  module: string;
  /** Keys that lead from its exports to the function. */
  path: string[];
  /**
   * `identity`: in the caller's program, that export is the same function. `identity in CommonJS`: the path starts at
   * `module.exports`. `name in a copy`: a test runner evaluated the caller's copy of the module, which has the function
   * at its top level under that name.
   */
  proof: 'identity' | 'identity in CommonJS' | 'name in a copy';
  /**
   * The source text that the worker's function must have: the caller's module may reassign the export after the call.
   * Absent if a loader rewrites the text.
   */
  text?: string;
}

/** The `fn` of the initializer's definition. */
export const initializerId = -1;

/**
 * Consecutive calls of one function. Optional members are left out in the common case, because each costs cloning time.
 */
export interface RunMessage {
  type: 'run';
  batch: number;
  fn: number;
  items: Packed;
  /** Each item is an array of positional arguments. */
  spread?: true;
  /** The shared objects to put into the items. */
  shared?: readonly SharedArgument[];
  /** Items that throw do not end the run. */
  settle?: true;
  /** Buffers were moved with it, so it cannot be given back. */
  moved?: true;
  /** Send results and position before an item if this much time has passed since the last message; absent: never. */
  partMs?: number;
}

export type ToWorker =
  | (SentStart & { type: 'start' })
  /** `null`: the definition follows, and runs wait for it. */
  | { type: 'define'; fn: number; definition: FunctionDefinition | null }
  | RunMessage
  | SealedRun
  /** The next run waits in the data port, so that receiving it can be timed (threads, when recording). */
  | { type: 'bell' }
  /** Return tasks that have not begun and send finished results: the worker has been silent for long. */
  | { type: 'giveBack' }
  /** The worker's message of that number, counted from 1, cannot be read. */
  | { type: 'unread'; nth: number }
  /** Everything up to that message was read. */
  | { type: 'read'; nth: number }
  /** Find out which of the `count` following `item` messages can be read. */
  | { type: 'probe'; batch: number; count: number }
  | { type: 'item'; items: OneValue }
  | { type: 'stop' };

/** One value, nested in its message as deeply as in a run or an answer, so that it is not easier to read alone. */
export type OneValue =
  | { list: [unknown] }
  /** Serialised by hand (processes). */
  | { sealed: Uint8Array }
  /** It cannot be sent again: its buffers were moved. */
  | { gone: true };

/** An item that threw; `index` counts from the start of the run. */
export interface FailedItem {
  index: number;
  error: ErrorData;
}

/** The values of a run, or of a part of it, from item `from` on. Items that failed have `undefined` at their place. */
export interface RunResults {
  values: Packed;
  /** Counted from the start of the run; absent: 0. */
  from?: number;
  failures?: FailedItem[];
}

/** Costs of one run in the worker; times on the monotonic clock. */
export interface RunRecord {
  receivedMs: number;
  resultPostedMs: number;
  startedMs: Float64Array;
  endedMs: Float64Array;
  cloneInMs: number;
  cloneOutMs: number;
  gcMs: number;
  heapUsedBytes: number;
  rssBytes: number | null;
  onCpuMs: number | null;
  offCpuMs: number | null;
}

export type Done = RunResults & { type: 'done'; batch: number; /** Time the run took. */ tookMs: number };

/** Outcome up to here; the item after it is about to start. */
export type Part = RunResults & { type: 'part'; batch: number; next: number };

/** A run of which the items from `from` on were not begun and will not be. */
export interface Returned {
  batch: number;
  from: number;
}

/** A run serialized by hand (processes), if reading it may fail, or if its cost and size are to be measured. */
export interface SealedRun {
  type: 'sealed';
  batch: number;
  run: Uint8Array;
  /** Whether it is to be recorded. */
  recorded: boolean;
}

/** An answer serialised by hand (processes), with its record when recording. */
export interface Sealed {
  type: 'sealed';
  answer: Uint8Array;
  record: RunRecord | null;
}

export type FromWorker =
  | { type: 'ready'; pid: number; threadId: number | null; tid: number | null; onlineMs: number; readyMs: number }
  /** The worker cannot work and ends itself. */
  | { type: 'failed'; stage: 'load' | 'initializer'; error: ErrorData }
  | Done
  | Part
  | Sealed
  /** The next `done` waits in the data port (threads, when recording). */
  | { type: 'bell'; record: RunRecord }
  | { type: 'returned'; runs: Returned[] }
  /** The first run that has no answer yet cannot be read. */
  | { type: 'unread' }
  /** Positions of the items of a probe that cannot be read. */
  | { type: 'probed'; batch: number; unread: number[] }
  /** The answer that could not be read, without its values: as many `value` messages follow. `null`: it is not kept. */
  | { type: 'salvage'; nth: number; answer: Done | Part | null }
  | { type: 'value'; values: OneValue }
  /** To be returned as `read`. */
  | { type: 'fence'; nth: number }
  /** The function of the run cannot be found. */
  | { type: 'refused'; batch: number; error: ErrorData }
  /** An error outside of any task, which is about to end the worker. */
  | { type: 'uncaught'; error: ErrorData }
  /** The worker was asked to end, and runs its exit handlers. */
  | { type: 'ending' };
