import { nowMs } from './clock.ts';
import { reviveError } from './error-data.ts';
import { describeItems } from './errors.ts';
import { withItemIndex } from './failing-item.ts';
import { packBatch, type Packing } from './pack-batch.ts';
import { appendPacked, packedCount, type Packed, type Values } from './packed-values.ts';
import type { Batch, PoolFunction, Work } from './pool-work.ts';
import type { Failure, Outcome } from './protocol.ts';
import { TransferFinder, type TransferChoice } from './transfer-list.ts';

/** Results of consecutive items; `values` is `null` where all of them failed with `error`. */
interface Segment {
  values: Packed | null;
  count: number;
  failures: readonly Failure[];
  error: unknown;
}

/** What a map needs to know, beside its items. */
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

/** A map: its chunks go out in order, their results are put together in order, and one promise tells the end. */
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
  /** As it was at the call: the caller's list may change, and results are counted. */
  readonly #length: number;
  readonly #results: unknown[] = [];
  /** By first item; those that cannot be appended yet because one before them is missing. */
  readonly #segments = new Map<number, Segment>();
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

  accept(batch: Batch, { values, from = 0, failures = [] }: Outcome): void {
    if (this.#over) return;
    const count = packedCount(values);
    const [failed] = failures;
    if (!this.settle && failed !== undefined) {
      this.#noteFailure(batch.first + failed.index, reviveError(failed.error));
      // The rest of the chunk was not run.
      this.#settled(batch.count - from);
      return;
    }
    this.#segments.set(batch.first + from, { values, count, failures: offset(failures, from), error: undefined });
    this.#append();
    this.#settled(count);
  }

  lose(batch: Batch, from: number, count: number, error: unknown): void {
    if (this.#over || count === 0) return;
    if (!this.settle) {
      this.#noteFailure(batch.first + from, error);
    } else {
      this.#segments.set(batch.first + from, { values: null, count, failures: [], error });
      this.#append();
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
      // Without settling, the first failure in a chunk ends it; an item before it may fail as well and be the first.
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
    this.#segments.clear();
    this.#request.fail(error);
  }

  #append(): void {
    const results = this.#results;
    for (let segment = this.#next(); segment !== undefined; segment = this.#next()) {
      if (!this.settle) {
        if (segment.values !== null) appendPacked(results, segment.values);
        continue;
      }
      const first = results.length;
      if (segment.values === null) {
        for (let left = segment.count; left > 0; left--) results.push({ status: 'rejected', reason: segment.error });
        continue;
      }
      const values: unknown[] = [];
      appendPacked(values, segment.values);
      for (const value of values) results.push({ status: 'fulfilled', value });
      for (const { index, error } of segment.failures) {
        results[first + index] = { status: 'rejected', reason: withItemIndex(reviveError(error), first + index) };
      }
    }
  }

  #next(): Segment | undefined {
    const at = this.#results.length;
    const segment = this.#segments.get(at);
    if (segment !== undefined) this.#segments.delete(at);
    return segment;
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

function offset(failures: readonly Failure[], from: number): readonly Failure[] {
  return from === 0 ? failures : failures.map(({ index, error }) => ({ index: index - from, error }));
}
