import type { FunctionReference } from '../functions/function-reference.ts';
import type { Packed } from '../wire/packed-values.ts';
import type { RunResults } from '../wire/protocol.ts';
import type { Transferable } from 'node:worker_threads';

/** A function as a pool knows it. */
export interface PoolFunction {
  id: number;
  definition: FunctionReference;
  /** How long one item took lately, in ms; `null` before the first. */
  itemMs: number | null;
}

/** Items ready to be sent. */
export interface PackedBatch {
  items: Packed;
  transfer: readonly Transferable[];
}

/** Consecutive items on their way to a worker. */
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
  /** Items are independent: one that fails does not end its batch. */
  readonly settle: boolean;
  /** Longest time for one item; the worker is killed when it is over. */
  readonly timeoutMs: number | null;
  /** Its worker may have to be killed for it alone, so no other work shares one with it. */
  readonly exclusive: boolean;
  /** Items have positions that the caller knows. */
  readonly itemized: boolean;
  /** Names items for an error message: `item 3 of square`, `items 3 to 5 of square`. */
  describe(first: number, count: number): string;
  /** When it was given to the pool; CLOCK_MONOTONIC. */
  readonly enqueuedMs: number;
  /** Whether every item has been taken. */
  isDrained(): boolean;
  /**
   * The next items, or `null` if there are none now, or none that can be sent.
   * @param most upper limit where the work is free to choose the size
   */
  take(most: number): Batch | null;
  /** Roughly how many items the next batch will have. */
  nextCount(most: number): number;
  /** Items left to take, as far as known. */
  readonly left: number;
  /** Results of a batch, or of a part of it. */
  accept(batch: Batch, outcome: RunResults): void;
  /** `count` items of a batch, from its item `from` on, have failed together. */
  lose(batch: Batch, from: number, count: number, error: unknown): void;
  /** The items of a batch from `from` on were not run and are to be taken again, before all others. */
  giveBack(batch: Batch, from: number): void;
  /** Some items of a batch cannot be sent: they fail, by position in the batch, and the others are to be taken again. */
  refuse(batch: Batch, bad: ReadonlyMap<number, unknown>): void;
  /** Nothing more will come of it: everything open fails with this. */
  abandon(error: unknown): void;
  /** The pool was closed: nothing may wait for a reader any more. */
  readOn?(): void;
  /** Tasks that were not sent fail with this error; the others go on. */
  dropUnstarted?(error: unknown): void;
}
