import type { FunctionReference } from '../functions/function-reference.ts';
import type { Packed } from '../wire/packed-values.ts';
import type { RunResults } from '../wire/protocol.ts';
import type { Transferable } from 'node:worker_threads';

/** A function as known to a pool. */
export interface PoolFunction {
  id: number;
  definition: FunctionReference;
  /** Recent time of one item in ms; `null` before the first. */
  itemMs: number | null;
}

/** Items ready to be sent. */
export interface PackedBatch {
  items: Packed;
  transfer: readonly Transferable[];
}

/** Consecutive items sent to a worker. */
export interface Batch extends PackedBatch {
  work: Work;
  /** Position of the first item in its work. */
  first: number;
  count: number;
}

/** A source of batches: a whole map, or calls of one function that wait together. */
export interface Work {
  readonly fn: PoolFunction;
  readonly spread: boolean;
  /** Whether items are independent: one that fails does not end its batch. */
  readonly settle: boolean;
  /** Longest time for one item in ms; the worker is killed when it is over. */
  readonly timeoutMs: number | null;
  /** Whether its worker may have to be killed for it alone, so that no other work may share the worker. */
  readonly exclusive: boolean;
  /** Whether items have positions that the caller knows. */
  readonly itemized: boolean;
  /** Describes items for an error message: `item 3 of square`, `items 3 to 5 of square`. */
  describe(first: number, count: number): string;
  /** When it was passed to the pool; CLOCK_MONOTONIC in ms. */
  readonly enqueuedMs: number;
  /** Returns whether every item has been taken. */
  isDrained(): boolean;
  /**
   * Returns the next items, or `null` if there are none now, or none that can be sent.
   * @param most upper limit if the work is free to choose the size
   */
  take(most: number): Batch | null;
  /** Estimates how many items the next batch will have. */
  nextCount(most: number): number;
  /** Number of items left to take, as far as known. */
  readonly left: number;
  /** Takes the results of a batch, or of a part of it. */
  accept(batch: Batch, outcome: RunResults): void;
  /** Fails `count` items of a batch together, starting at its item `from`. */
  lose(batch: Batch, from: number, count: number, error: unknown): void;
  /** Takes back the items of a batch starting at `from`, which were not run, to be taken again before all others. */
  giveBack(batch: Batch, from: number): void;
  /** Fails the items of a batch that cannot be sent, by position in the batch. The others are to be taken again. */
  refuse(batch: Batch, bad: ReadonlyMap<number, unknown>): void;
  /** Ends the work: everything open fails with this error. */
  abandon(error: unknown): void;
  /** Called when the pool is closed: nothing may wait for a consumer any more. */
  readOn?(): void;
  /** Fails the tasks that were not sent with this error; the others continue. */
  dropUnstarted?(error: unknown): void;
}
