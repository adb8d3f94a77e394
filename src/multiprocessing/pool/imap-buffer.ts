import { clearTimeout, setTimeout } from 'node:timers';
import { TimeoutError } from '../wire/errors.ts';
import { Fifo } from './fifo.ts';
import type { ChunkResult } from './imap-request.ts';
import { readTimeout } from '../options/option-checks.ts';

interface Waiter {
  /** Whether its timeout has not passed. */
  waits: boolean;
  resolve(result: IteratorResult<unknown>): void;
  reject(error: unknown): void;
}

/** The consumer's side of a lazy map: returns single results, in order or as they arrive. */
export class ImapBuffer {
  readonly #ordered: boolean;
  readonly #consumed: (count: number) => void;
  readonly #finish: () => void;
  /** Complete chunks that wait for an earlier one. */
  readonly #early = new Map<number, ChunkResult>();
  readonly #ready = new Fifo<ChunkResult>();
  #position = 0;
  #nextFirst = 0;
  #handedOut = 0;
  #total = Infinity;
  #inputFailure: { error: unknown } | null = null;
  #failure: { error: unknown } | null = null;
  /** Whether a chunk with a failure was added, after which nothing is returned. */
  #cut = false;
  #over = false;
  #serving = false;
  readonly #waiters = new Fifo<Waiter>();

  /**
   * @param consumed receives the number of results that were read
   * @param finish called once, when reading ends for any reason
   */
  constructor(ordered: boolean, consumed: (count: number) => void, finish: () => void) {
    this.#ordered = ordered;
    this.#consumed = consumed;
    this.#finish = finish;
  }

  add(result: ChunkResult): void {
    if (this.#over || this.#cut) return;
    if (!this.#ordered) this.#makeReady(result);
    else {
      this.#early.set(result.first, result);
      for (let next = this.#early.get(this.#nextFirst); next !== undefined; next = this.#early.get(this.#nextFirst)) {
        this.#early.delete(this.#nextFirst);
        this.#nextFirst += next.values.length;
        this.#makeReady(next);
        if (next.failure !== null) break;
      }
    }
    this.#serve();
  }

  #makeReady(result: ChunkResult): void {
    this.#ready.push(result);
    if (result.failure === null) return;
    this.#cut = true;
    this.#early.clear();
  }

  /** Notes that the input has ended after `total` items. */
  end(total: number, failure: { error: unknown } | null): void {
    this.#total = total;
    this.#inputFailure = failure;
    this.#serve();
  }

  fail(error: unknown): void {
    this.#failure = { error };
    this.#serve();
  }

  #serve(): void {
    // Returning a result lets the input be read further, and its end calls back here. The current waiter must get this
    // result first.
    if (this.#serving) return;
    this.#serving = true;
    for (let waiter = this.#waiters.peek(); waiter !== undefined; waiter = this.#waiters.peek()) {
      if (!waiter.waits) {
        this.#waiters.shift();
        continue;
      }
      const result = this.#poll();
      if (result === null) break;
      this.#waiters.shift();
      if ('error' in result) waiter.reject(result.error);
      else waiter.resolve(result);
    }
    this.#serving = false;
  }

  /** Returns the next result, an error, the end, or `null` if none is available yet. */
  #poll(): IteratorResult<unknown> | { error: unknown } | null {
    for (let chunk = this.#ready.peek(); !this.#over && chunk !== undefined; chunk = this.#ready.peek()) {
      if (this.#position < chunk.values.length) {
        const value = chunk.values[this.#position++];
        this.#handedOut++;
        if (this.#position === chunk.values.length && chunk.failure === null) {
          this.#ready.shift();
          this.#position = 0;
          this.#consumed(chunk.values.length);
        }
        return { value, done: false };
      }
      if (chunk.failure !== null) return this.#close(chunk.failure);
      this.#ready.shift();
    }
    if (!this.#over && this.#failure !== null) return this.#close(this.#failure);
    if (!this.#over && this.#handedOut < this.#total) return null;
    if (!this.#over && this.#inputFailure !== null) return this.#close(this.#inputFailure);
    return this.#close(null) ?? { value: undefined, done: true };
  }

  #close(failure: { error: unknown } | null): { error: unknown } | null {
    if (!this.#over) {
      this.#over = true;
      this.#ready.takeAll();
      this.#early.clear();
      this.#finish();
    }
    return failure;
  }

  next(timeoutMs: number | undefined): Promise<IteratorResult<unknown, undefined>> {
    const limit = readTimeout(timeoutMs);
    while (this.#waiters.peek()?.waits === false) this.#waiters.shift();
    const result = this.#waiters.length === 0 ? this.#poll() : null;
    // Pass on the thrown value unchanged, whether or not it is an Error.
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
    if (result !== null) return 'error' in result ? Promise.reject(result.error) : Promise.resolve(result as never);
    return new Promise((resolve, reject) => {
      const waiter: Waiter = { waits: true, resolve: resolve as Waiter['resolve'], reject };
      this.#waiters.push(waiter);
      if (limit === null) return;
      const timer = setTimeout(() => {
        waiter.waits = false;
        reject(new TimeoutError(`No result after ${limit} ms. The work goes on; next() can be asked again.`));
      }, limit);
      waiter.resolve = (value) => {
        clearTimeout(timer);
        resolve(value as never);
      };
      waiter.reject = (error: unknown) => {
        clearTimeout(timer);
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
        reject(error);
      };
    });
  }

  /** Ends the reading: the consumer leaves. */
  close(): void {
    this.#close(null);
    this.#serve();
  }
}
