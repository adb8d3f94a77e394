import { nowMs } from '../clock.ts';
import { reviveError } from '../wire/error-data.ts';
import { describeItems } from '../wire/errors.ts';
import { withItemIndex } from '../wire/failing-item.ts';
import { Fifo } from './fifo.ts';
import type { ChunkResult, ImapRequest } from './imap-request.ts';
import { InputReader } from './input-reader.ts';
import { packBatch, type Packing } from './pack-batch.ts';
import { putPacked } from '../wire/packed-values.ts';
import type { Batch, PackedBatch, PoolFunction, Work } from './pool-work.ts';
import type { RunResults } from '../wire/protocol.ts';
import { TransferFinder } from '../wire/transfer-list.ts';

/** Items that were read and not yet taken. */
interface Chunk {
  first: number;
  items: unknown[];
  /** The error of the item after them, which cannot be sent. */
  next: { error: unknown } | null;
}

interface ChunkBatch extends Batch {
  chunk: Chunk;
  /** Results received so far. */
  values: unknown[];
}

/**
 * A lazy map. It reads its input only as far ahead of the consumer as allowed or, once its pool is closed, ahead of the
 * workers.
 */
export class ImapWork implements Work {
  readonly fn: PoolFunction;
  readonly spread: boolean;
  readonly settle = false;
  readonly itemized = true;
  readonly timeoutMs: number | null;
  readonly exclusive: boolean;
  readonly enqueuedMs = nowMs();
  readonly #request: ImapRequest;
  readonly #packing: Packing;
  readonly #input: InputReader;
  readonly #chunks = new Fifo<Chunk>();
  /** Number of chunks that were read and have no outcome. */
  #open = 0;
  /** Number of items that have an outcome and were not consumed. */
  #unread = 0;
  #waitsForReader = true;
  #dropped: { error: unknown } | null = null;
  #inputEnded = false;
  #over = false;

  constructor(request: ImapRequest) {
    this.#request = request;
    this.fn = request.fn;
    this.spread = request.spread;
    this.timeoutMs = request.timeoutMs;
    this.exclusive = request.exclusive;
    const { kind, transfer } = request;
    this.#packing = { kind, transfers: transfer === undefined ? null : new TransferFinder(transfer) };
    this.#input = new InputReader(request.input, request.chunkSize, request.prefetch, {
      chunk: (first, items) => {
        this.#open++;
        this.#chunks.push({ first, items, next: null });
        request.wake(this);
      },
      ended: (count, failure) => this.#endInput(count, failure),
    });
  }

  /** Starts reading the input. */
  start(): void {
    this.#input.pump();
  }

  /** Notes that the consumer took `count` results, so as much input may be read. */
  consumed(count: number): void {
    this.#unread -= count;
    if (this.#waitsForReader) this.#input.release(count);
  }

  readOn(): void {
    if (!this.#waitsForReader) return;
    this.#waitsForReader = false;
    this.#input.release(this.#unread);
  }

  /** Drops the remaining items. */
  stop(): void {
    if (this.#over) return;
    this.#over = true;
    this.#chunks.takeAll();
    this.#input.close();
    this.#request.ended();
  }

  dropUnstarted(error: unknown): void {
    if (this.#over) return;
    this.#dropped ??= { error };
    for (const { first } of this.#chunks.takeAll()) this.#deliver({ first, values: [], failure: { error } }, 0);
    if (this.#inputEnded) return;
    this.#input.close();
    this.#endInput(this.#input.count, { error });
  }

  #endInput(count: number, failure: { error: unknown } | null): void {
    this.#inputEnded = true;
    this.#request.inputEnded(count, failure);
    this.#endIfDone();
  }

  #endIfDone(): void {
    if (this.#over || !this.#inputEnded || this.#open > 0) return;
    this.#over = true;
    this.#request.ended();
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
    return this.#chunks.peek()?.items.length ?? 0;
  }

  take(): Batch | null {
    const chunk = this.#over ? undefined : this.#chunks.shift();
    if (chunk === undefined) return null;
    const { first, items } = chunk;
    const batch = { work: this, first, count: items.length, chunk, values: [] };
    return packBatch<Omit<ChunkBatch, keyof PackedBatch>>(batch, items, 0, this.#packing);
  }

  accept(batch: Batch, outcome: RunResults): void {
    const { chunk, values } = batch as ChunkBatch;
    const [failed] = outcome.failures ?? [];
    putPacked(values, values.length, outcome.values);
    if (failed !== undefined) {
      values.length = failed.index;
      this.#fail(batch, withItemIndex(reviveError(failed.error), batch.first + failed.index));
    } else if (values.length === batch.count) {
      this.#deliver({ first: batch.first, values, failure: chunk.next }, batch.count);
    }
  }

  lose(batch: Batch, _from: number, _count: number, error: unknown): void {
    this.#fail(batch, error);
  }

  #fail(batch: Batch, error: unknown): void {
    this.#deliver({ first: batch.first, values: (batch as ChunkBatch).values, failure: { error } }, batch.count);
  }

  #deliver(result: ChunkResult, count: number): void {
    if (this.#over) return;
    this.#open--;
    this.#unread += count;
    this.#request.chunk(result);
    if (!this.#waitsForReader) this.#input.release(count);
    this.#endIfDone();
  }

  giveBack(batch: Batch): void {
    if (this.#over) return;
    if (this.#dropped === null) this.#chunks.unshift((batch as ChunkBatch).chunk);
    else this.#fail(batch, this.#dropped.error);
  }

  refuse(batch: Batch, bad: ReadonlyMap<number, unknown>): void {
    const { first, items } = (batch as ChunkBatch).chunk;
    for (const [index, thrown] of bad) {
      const error = withItemIndex(thrown, first + index);
      // As in a loop, the items before it run and come first.
      if (index > 0) this.#chunks.unshift({ first, items: items.slice(0, index), next: { error } });
      else this.#fail(batch, error);
      return;
    }
  }

  abandon(error: unknown): void {
    if (this.#over) return;
    this.stop();
    this.#request.fail(error);
  }
}
