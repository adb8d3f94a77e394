import { checkCount, checkFunction, checkLimit, checkSignal, checkTime } from '../options/option-checks.ts';
import type { OptionTable } from '../options/read-options.ts';
import { checkTransfer, type TransferChoice } from '../wire/transfer-list.ts';

/** Options of a single call of a pool. */
export interface CallOptions {
  /** Cancels the call: waiting tasks are dropped, and workers that run its tasks are killed and replaced. */
  signal?: AbortSignal;
  /** Longest time for one item in ms, counted from its start in the worker, which is killed when the time is up. */
  timeout?: number;
  /** Objects to move to the worker instead of copying them: for the whole call, or per item. Processes always copy. */
  transfer?: TransferChoice;
}

/** Options of a map. */
export interface MapOptions extends CallOptions {
  /** Items per message. Default: that of the pool, or CPython's, ceil(n / (4 x workers)). */
  chunkSize?: number;
}

/** Options of a lazy map. */
export interface ImapOptions extends CallOptions {
  /** Items per message. Default 1, as in CPython. */
  chunkSize?: number;
  /** Maximum number of items read ahead of the consumer. Default: 4 chunks per worker, at least 16 chunks. */
  prefetch?: number;
}

/** CPython's callbacks. */
export interface AsyncOptions<R> {
  /** Called once with the whole result. */
  callback?: (result: R) => void;
  /** Called once with the error. */
  errorCallback?: (error: unknown) => void;
}

const call = {
  signal: checkSignal,
  timeout: checkTime,
  transfer: (_name: string, value: unknown) => checkTransfer(value),
};
const callbacks = { callback: checkFunction, errorCallback: checkFunction };

export const callOptions: OptionTable<CallOptions> = { checks: call };
export const applyAsyncOptions: OptionTable<CallOptions & AsyncOptions<never>> = {
  checks: { ...call, ...callbacks },
  positional: 'callback',
};
const mapOptions: OptionTable<MapOptions> = {
  checks: { chunkSize: checkCount, ...call },
  positional: 'chunkSize',
};
const mapAsyncOptions: OptionTable<MapOptions & AsyncOptions<never>> = {
  checks: { ...mapOptions.checks, ...callbacks },
  positional: 'chunkSize',
};
export const imapOptions: OptionTable<ImapOptions> = {
  checks: { chunkSize: checkCount, prefetch: checkLimit, ...call },
  positional: 'chunkSize',
};

/** How a map treats its items. */
export interface MapCall {
  /** The call as the user writes it. */
  name: string;
  options: OptionTable<MapOptions>;
  /** Whether each item is an array of arguments. */
  spread: boolean;
  /** Whether each item has its own outcome. */
  settle: boolean;
}

export const mapCalls = {
  map: { name: 'pool.map', options: mapOptions, spread: false, settle: false },
  starmap: { name: 'pool.starmap', options: mapOptions, spread: true, settle: false },
  mapSettled: { name: 'pool.mapSettled', options: mapOptions, spread: false, settle: true },
  starmapSettled: { name: 'pool.starmapSettled', options: mapOptions, spread: true, settle: true },
  mapAsync: { name: 'pool.mapAsync', options: mapAsyncOptions, spread: false, settle: false },
  starmapAsync: { name: 'pool.starmapAsync', options: mapAsyncOptions, spread: true, settle: false },
} satisfies Record<string, MapCall>;

export const imapCalls = {
  imap: { spread: false, ordered: true },
  imapUnordered: { spread: false, ordered: false },
};
