import { nowMs } from './clock.ts';
import { reviveError } from './error-data.ts';
import { describeItems } from './errors.ts';
import { withItemIndex } from './failing-item.ts';
import { InputReader } from './input-reader.ts';
import { packBatch } from './pack-batch.ts';
import { appendPacked } from './packed-values.ts';
import type { Batch, PoolFunction, Work } from './pool-work.ts';
import type { Outcome } from './protocol.ts';
import type { TransferChoice } from './transfer-list.ts';

/** What a reader gets for a chunk: results up to an error, if there was one. */
export interface ChunkResult {
  first: number;
  values: unknown[];
  failure: { error: unknown } | null;
}

/** What a lazy map needs to know. */
export interface ImapRequest {
  fn: PoolFunction;
  input: Iterable<unknown> | AsyncIterable<unknown>;
  spread: boolean;
  chunkSize: number;
  prefetch: number;
  timeoutMs: number | null;
  exclusive: boolean;
  kind: 'threads' | 'processes';
  transfer?: TransferChoice;
  /** A chunk is complete, not necessarily the next one. */
  chunk(result: ChunkResult): void;
  /** The input has ended; `count` items were read, or reading failed after them. */
  inputEnded(count: number, failure: { error: unknown } | null): void;
  /** There is something to take again. */
  wake(work: Work): void;
  /** Everything fails with this. */
  fail(error: unknown): void;
}

/** A lazy map: reads its input only as far ahead of the reader as allowed. */
export class ImapWork implements Work {
  readonly fn: PoolFunction;
  readonly spread: boolean;
  readonly settle = false;
  readonly itemized = true;
  readonly timeoutMs: number | null;
  readonly exclusive: boolean;
  readonly enqueuedMs = nowMs();
  readonly #request: ImapRequest;
  readonly #input: InputReader;
  /** Chunks that were read and not taken. */
  readonly #chunks: { first: number; items: unknown[] }[] = [];
  #over = false;

  constructor(request: ImapRequest) {
    this.#request = request;
    this.fn = request.fn;
    this.spread = request.spread;
    this.timeoutMs = request.timeoutMs;
    this.exclusive = request.exclusive;
    this.#input = new InputReader(request.input, request.chunkSize, request.prefetch, {
      chunk: (first, items) => {
        this.#chunks.push({ first, items });
        request.wake(this);
      },
      ended: (count, failure) => request.inputEnded(count, failure),
    });
  }

  /** Begins to read the input. */
  start(): void {
    this.#input.pump();
  }

  /** The reader took so many results: as much input may be read. */
  consumed(count: number): void {
    this.#input.release(count);
  }

  /** Nobody wants the rest. */
  stop(): void {
    this.#over = true;
    this.#chunks.length = 0;
    this.#input.close();
  }

  describe(first: number, count: number): string {
    return `${describeItems({ first, count })} of ${this.fn.definition.name}`;
  }

  isDrained(): boolean {
    return this.#over || this.#chunks.length === 0;
  }

  get left(): number {
    return this.#chunks.length;
  }

  nextCount(): number {
    return this.#chunks[0]?.items.length ?? 0;
  }

  take(): Batch | null {
    const chunk = this.#chunks.shift();
    if (chunk === undefined || this.#over) return null;
    const { kind, transfer } = this.#request;
    const { first, items } = chunk;
    const packed = packBatch(items, 0, items.length, kind, transfer);
    return { work: this, first, count: items.length, ...packed, source: items };
  }

  accept(batch: Batch, { values, failures = [] }: Outcome): void {
    const list: unknown[] = [];
    appendPacked(list, values);
    const [failed] = failures;
    if (failed === undefined) this.#deliver(batch, list, null);
    else {
      list.length = failed.index;
      this.#deliver(batch, list, withItemIndex(reviveError(failed.error), batch.first + failed.index));
    }
  }

  lose(batch: Batch, _from: number, _count: number, error: unknown): void {
    this.#deliver(batch, [], error);
  }

  #deliver(batch: Batch, values: unknown[], error: unknown): void {
    if (this.#over) return;
    const failed = values.length < batch.count;
    this.#request.chunk({ first: batch.first, values, failure: failed ? { error } : null });
  }

  giveBack(batch: Batch): void {
    if (this.#over || batch.source === undefined) return;
    this.#chunks.unshift({ first: batch.first, items: batch.source });
  }

  refuse(batch: Batch, bad: ReadonlyMap<number, unknown>): void {
    const [error] = bad.values();
    this.#deliver(batch, [], error);
  }

  abandon(error: unknown): void {
    if (this.#over) return;
    this.stop();
    this.#request.fail(error);
  }
}
