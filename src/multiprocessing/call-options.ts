import type { TransferChoice } from './transfer-list.ts';

/** Options of a single call of a pool. */
export interface CallOptions {
  /** Cancels the call: what waits is dropped, and the workers that run it are killed and replaced. */
  signal?: AbortSignal;
  /** Longest time for one item in ms, counted from its start in the worker, which is killed when it is over. */
  timeout?: number;
  /** Objects to move to the worker instead of copying them: for the whole call, or per item. Processes copy in any case. */
  transfer?: TransferChoice;
}

/** Options of a map. */
export interface MapOptions extends CallOptions {
  /** Items per message. Default: the pool's, else CPython's, ceil(n / (4 x workers)). */
  chunkSize?: number;
}

/** Options of a lazy map. */
export interface ImapOptions extends CallOptions {
  /** Items per message. Default 1, as in CPython. */
  chunkSize?: number;
  /** Items taken from the input ahead of the reader, at most. Default: 4 chunks per worker, at least 16 chunks. */
  prefetch?: number;
}

/** CPython's callbacks. */
export interface AsyncOptions<R> {
  /** Called once with the whole result. */
  callback?: (result: R) => void;
  /** Called once with the error. */
  errorCallback?: (error: unknown) => void;
}
