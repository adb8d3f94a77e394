import { nowMs } from '../clock.ts';
import { reviveError } from '../wire/error-data.ts';
import { describeItems } from '../wire/errors.ts';
import { withItemIndex } from '../wire/failing-item.ts';
import { packBatch, type Packing } from './pack-batch.ts';
import { denseArray, packedCount, putPacked, type Values } from '../wire/packed-values.ts';
import type { Batch, PoolFunction, Work } from './pool-work.ts';
import type { FailedItem, RunResults } from '../wire/protocol.ts';
import { TransferFinder, type TransferChoice } from '../wire/transfer-list.ts';

/** Parameters of a map. */
export interface MapRequest {
  fn: PoolFunction;
  items: Values;
  chunkSize: number;
  spread: boolean;
  settle: boolean;
  timeoutMs: number | null;
  exclusive: boolean;
  kind: 'threads' | 'processes';
  transfer?: TransferChoice;
  succeed(values: unknown[]): void;
  fail(error: unknown): void;
}

/** A map: sends its chunks in order, assembles their results in order, and settles one promise. */
export class MapWork implements Work {
  readonly fn: PoolFunction;
  readonly spread: boolean;
  readonly settle: boolean;
  readonly timeoutMs: number | null;
  readonly exclusive: boolean;
  readonly itemized = true;
  readonly enqueuedMs = nowMs();
  readonly #request: MapRequest;
  readonly #packing: Packing;
  /** The length at the call: the caller's list may change, and results are counted. */
  readonly #length: number;
  /** By item; created with the first result. */
  #results: unknown[] = [];
  /** Ranges to be taken again. */
  #returned: { first: number; count: number }[] = [];
  #cursor = 0;
  #open: number;
  #failure: { index: number; error: unknown } | null = null;
  #over = false;

  constructor(request: MapRequest) {
    this.#request = request;
    this.fn = request.fn;
    this.spread = request.spread;
    this.settle = request.settle;
    this.timeoutMs = request.timeoutMs;
    this.exclusive = request.exclusive;
    const { kind, transfer } = request;
    this.#packing = { kind, transfers: transfer === undefined ? null : new TransferFinder(transfer) };
    this.#length = request.items.length;
    this.#open = this.#length;
  }

  describe(first: number, count: number): string {
    return `${describeItems({ first, count })} of ${this.fn.definition.name}`;
  }

  isDrained(): boolean {
    return this.#over || (this.#cursor >= this.#length && this.#returned.length === 0);
  }

  get left(): number {
    return this.#over ? 0 : this.#length - this.#cursor;
  }

  nextCount(): number {
    return this.#returned[0]?.count ?? Math.min(this.#request.chunkSize, this.left);
  }

  take(): Batch | null {
    if (this.isDrained()) return null;
    const { items, chunkSize } = this.#request;
    let range = this.#returned.shift();
    if (range === undefined) {
      range = { first: this.#cursor, count: Math.min(chunkSize, this.#length - this.#cursor) };
      this.#cursor += range.count;
    }
    return packBatch({ work: this, first: range.first, count: range.count }, items, range.first, this.#packing);
  }

  accept(batch: Batch, { values, from = 0, failures = [] }: RunResults): void {
    if (this.#over) return;
    const count = packedCount(values);
    const [failed] = failures;
    if (!this.settle && failed !== undefined) {
      this.#noteFailure(batch.first + failed.index, reviveError(failed.error));
      // The rest of the chunk was not run.
      this.#settled(batch.count - from);
      return;
    }
    putPacked(this.#allResults(), batch.first + from, values);
    if (this.settle) this.#markSettled(batch.first, from, count, failures);
    this.#settled(count);
  }

  lose(batch: Batch, from: number, count: number, error: unknown): void {
    if (this.#over || count === 0) return;
    if (!this.settle) {
      this.#noteFailure(batch.first + from, error);
    } else {
      const results = this.#allResults();
      const first = batch.first + from;
      for (let index = first; index < first + count; index++) results[index] = { status: 'rejected', reason: error };
    }
    this.#settled(count);
  }

  giveBack(batch: Batch, from: number): void {
    if (from >= batch.count) return;
    this.#returned.unshift({ first: batch.first + from, count: batch.count - from });
    batch.count = from;
  }

  refuse(batch: Batch, bad: ReadonlyMap<number, unknown>): void {
    if (!this.settle) {
      // Without settling, the first failure ends a chunk; an earlier item may still fail and become the first failure.
      for (const [index, error] of bad) {
        this.#noteFailure(batch.first + index, error);
        if (index > 0) this.#returned.unshift({ first: batch.first, count: index });
        this.#settled(batch.count - index);
        return;
      }
    }
    const good: { first: number; count: number }[] = [];
    let from = 0;
    for (const [index, error] of bad) {
      if (index > from) good.push({ first: batch.first + from, count: index - from });
      this.lose(batch, index, 1, error);
      from = index + 1;
    }
    this.giveBack(batch, from);
    this.#returned = [...good, ...this.#returned];
  }

  abandon(error: unknown): void {
    if (this.#over) return;
    this.#over = true;
    this.#results = [];
    this.#request.fail(error);
  }

  #allResults(): unknown[] {
    if (this.#results.length < this.#length) this.#results = denseArray(this.#length);
    return this.#results;
  }

  /** Records the outcomes of items whose values have arrived. `from` and the failures are relative to the batch. */
  #markSettled(batchFirst: number, from: number, count: number, failures: readonly FailedItem[]): void {
    const results = this.#results;
    const first = batchFirst + from;
    for (let index = first; index < first + count; index++)
      results[index] = { status: 'fulfilled', value: results[index] };
    for (const { index, error } of failures) {
      const at = batchFirst + index;
      results[at] = { status: 'rejected', reason: withItemIndex(reviveError(error), at) };
    }
  }

  #noteFailure(index: number, error: unknown): void {
    if (this.#failure === null || index < this.#failure.index) this.#failure = { index, error };
  }

  #settled(count: number): void {
    this.#open -= count;
    if (this.#open > 0) return;
    this.#over = true;
    if (this.#failure === null) this.#request.succeed(this.#results);
    else this.#request.fail(withItemIndex(this.#failure.error, this.#failure.index));
  }
}
