/**
 * Between a `BullMQExecutor` and the workers of its queue, through Redis. The executor speaks first: each job carries one
 * `ToQueueWorker` as its data. A worker answers with the job's return value, one `FromQueueWorker`. A job that a worker
 * refuses, or that ended its workers too often, fails instead, with a reason that begins with the name of the error. A job
 * whose worker is lost runs again in another one, so it may run more than once.
 */
import type { ErrorData } from '../wire/error-data.ts';
import type { LocatedFunction } from '../wire/protocol.ts';

/** Increased whenever a worker could no longer read the jobs of another version. */
export const protocolVersion = 1;

/** The export to call: its name as the caller wrote it, or the keys that lead to it. */
export type JobFunction = { name: string } | (Pick<LocatedFunction, 'path' | 'proof'> & { name: string });

/** The data of a job, as JSON. */
export interface ToQueueWorker {
  version: number;
  /** Path relative to the root folder, with slashes. */
  module: string;
  /** SHA-256 of the module's text, so that a worker with another version of it refuses the job. */
  hash: string;
  export: JobFunction;
  /** The items, each an array of arguments, serialized by `node:v8`, in Base64. */
  items: string;
  /** How often the job may start, lost workers included. */
  runs: number;
  /** Whether the answer has times. */
  timed?: true;
}

/** The return value of a job, serialized by `node:v8`, in Base64. */
export interface FromQueueWorker {
  /** Results of the items; up to the failing one if an item failed. */
  values: unknown[];
  /** The error of the item at this index; `isLoading` if no call was made because the module or the items could not be read. */
  failure: { index: number; error: ErrorData; isLoading?: true } | null;
  /** Time that the calls took, in ms. */
  ranMs: number;
  /** Name of the machine and id of the process. */
  worker: string;
  /** If the job asked for them. */
  times?: JobTimes;
}

/** The times of a job by the clock of its worker's machine, CLOCK_MONOTONIC in ms, and its use of that machine. */
export interface JobTimes {
  /** Before the items were deserialized. */
  receivedMs: number;
  /** Per item; NaN for items that did not run because an earlier one failed. */
  startedMs: Float64Array;
  endedMs: Float64Array;
  gcMs: number;
  /** CPU time of the process from the first item to the last; `null` where Node cannot read it. */
  onCpuMs: number | null;
  heapUsedBytes: number;
  /** Resident memory of the process; `null` where it cannot be read. */
  rssBytes: number | null;
}

/** Follows an answer with times: when it was serialized. */
export interface AnswerEnd {
  postedMs: number;
}
