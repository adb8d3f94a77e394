/**
 * An error of a class known only to the worker. `name`, `code`, `cause`, `stack` and own properties are the original's.
 */
export class RemoteError extends Error {
  /** Name of the class that was thrown in the worker. */
  readonly remoteClass: string;
  constructor(message: string, remoteClass: string) {
    super(message);
    this.name = remoteClass;
    this.remoteClass = remoteClass;
    // Kept out of the own enumerable properties: those are the original's alone.
    Object.defineProperty(this, 'remoteClass', { enumerable: false });
  }
}

/** Which items of a call an error is about: `first` to `first + count - 1`, counted from 0. */
export interface ItemRange {
  first: number;
  count: number;
}

/** Describes the range: `item 3`, `items 3 to 7`. */
export function describeItems(range: ItemRange): string {
  return range.count === 1 ? `item ${range.first}` : `items ${range.first} to ${range.first + range.count - 1}`;
}

/** A worker ended while it had work: it exited, was killed or ran out of memory. Its tasks may or may not have run. */
export class WorkerLostError extends Error {
  override readonly name = 'WorkerLostError';
  readonly code = 'ERR_WORKER_LOST';
  readonly items: ItemRange | null;
  readonly worker: number;
  readonly exitCode: number | null;
  readonly signal: string | null;
  constructor(
    message: string,
    details: {
      items: ItemRange | null;
      worker: number;
      exitCode: number | null;
      signal: string | null;
      cause?: unknown;
    },
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.items = details.items;
    this.worker = details.worker;
    this.exitCode = details.exitCode;
    this.signal = details.signal;
  }
}

/** A task ran longer than its `timeout`, or a result did not arrive within the requested time. */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
  readonly code = 'ERR_TIMEOUT';
}

/** An argument or a result cannot be sent to another thread or process. */
export class DataCloneError extends Error {
  override readonly name = 'DataCloneError';
  readonly code = 'ERR_DATA_CLONE';
}

/** Work was given to a pool that was closed or terminated, or that was terminated before the work was done. */
export class PoolClosedError extends Error {
  override readonly name = 'PoolClosedError';
  readonly code = 'ERR_POOL_CLOSED';
}

/** The user's module or the initializer failed in a worker; `cause` is what it threw. */
export class WorkerStartError extends Error {
  override readonly name = 'WorkerStartError';
  readonly code = 'ERR_WORKER_START';
}

/** The function cannot be identified by module and export, so a worker cannot find it. */
export class FunctionReferenceError extends Error {
  override readonly name = 'FunctionReferenceError';
  readonly code = 'ERR_FUNCTION_REFERENCE';
}

/** A module creates a pool while a worker loads it, or pools are nested too deeply. */
export class NestedPoolError extends Error {
  override readonly name = 'NestedPoolError';
  readonly code = 'ERR_NESTED_POOL';
}

/** A call was cancelled through its `signal`; `cause` is the signal's reason. */
export class AbortError extends Error {
  override readonly name = 'AbortError';
  readonly code = 'ABORT_ERR';
}

/** The result was requested of a future that had been cancelled. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError';
  readonly code = 'ERR_CANCELLED';
}

/** An executor lost a worker, or a worker could not start: it accepts no more work. `cause` is the reason. */
export class BrokenExecutorError extends Error {
  override readonly name: string = 'BrokenExecutorError';
  readonly code = 'ERR_BROKEN_EXECUTOR';
}

/** See `BrokenExecutorError`. */
export class BrokenProcessPool extends BrokenExecutorError {
  override readonly name = 'BrokenProcessPool';
}

/** See `BrokenExecutorError`. */
export class BrokenThreadPool extends BrokenExecutorError {
  override readonly name = 'BrokenThreadPool';
}
