import { TimeoutError } from './errors.ts';
import type { ChunkResult } from './imap-work.ts';
import { readTimeout } from './option-checks.ts';

interface Waiter {
  resolve(result: IteratorResult<unknown>): void;
  reject(error: unknown): void;
}

/** The reader's side of a lazy map: hands out single results, in order or as they come. */
export class ImapBuffer {
  readonly #ordered: boolean;
  readonly #consumed: (count: number) => void;
  readonly #finish: () => void;
  /** Complete chunks that wait for one before them. */
  readonly #early = new Map<number, ChunkResult>();
  #ready: ChunkResult[] = [];
  #position = 0;
  #nextFirst = 0;
  #handedOut = 0;
  #total = Infinity;
  #inputFailure: { error: unknown } | null = null;
  #failure: { error: unknown } | null = null;
  #over = false;
  readonly #waiters: Waiter[] = [];

  /**
   * @param consumed told how many results were handed out
   * @param finish called once, when the reading is over, for whatever reason
   */
  constructor(ordered: boolean, consumed: (count: number) => void, finish: () => void) {
    this.#ordered = ordered;
    this.#consumed = consumed;
    this.#finish = finish;
  }

  add(result: ChunkResult): void {
    if (!this.#ordered) this.#ready.push(result);
    else {
      this.#early.set(result.first, result);
      for (let next = this.#early.get(this.#nextFirst); next !== undefined; next = this.#early.get(this.#nextFirst)) {
        this.#early.delete(this.#nextFirst);
        this.#nextFirst += next.values.length;
        this.#ready.push(next);
        // Nothing after a failure is handed out.
        if (next.failure !== null) break;
      }
    }
    this.#serve();
  }

  /** The input has ended after `total` items. */
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
    while (this.#waiters.length > 0) {
      const result = this.#poll();
      if (result === null) return;
      const waiter = this.#waiters.shift();
      if ('error' in result) waiter?.reject(result.error);
      else waiter?.resolve(result);
    }
  }

  /** The next result, an error, the end, or `null` if none of them is there yet. */
  #poll(): IteratorResult<unknown> | { error: unknown } | null {
    for (let chunk = this.#ready[0]; !this.#over && chunk !== undefined; chunk = this.#ready[0]) {
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
      this.#ready = [];
      this.#early.clear();
      this.#finish();
    }
    return failure;
  }

  next(timeoutMs: number | undefined): Promise<IteratorResult<unknown, undefined>> {
    const limit = readTimeout(timeoutMs);
    const result = this.#waiters.length === 0 ? this.#poll() : null;
    // What a task threw is passed on as it is, whether or not it is an Error.
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
    if (result !== null) return 'error' in result ? Promise.reject(result.error) : Promise.resolve(result as never);
    return new Promise((resolve, reject) => {
      const waiter: Waiter = { resolve: resolve as Waiter['resolve'], reject };
      this.#waiters.push(waiter);
      if (limit === null) return;
      const timer = setTimeout(() => {
        this.#waiters.splice(this.#waiters.indexOf(waiter), 1);
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

  /** The reader leaves. */
  close(): void {
    this.#close(null);
    this.#serve();
  }
}

/** The results of `imap` and `imapUnordered`. The first error ends it, as it ends a generator; CPython's would go on after it. */
export class ImapIterator<R> implements AsyncIterableIterator<R, undefined> {
  readonly #buffer: ImapBuffer;

  constructor(buffer: ImapBuffer) {
    this.#buffer = buffer;
  }

  /**
   * The next result.
   * @param timeoutMs longest time to wait for it
   * @throws {TimeoutError} if it is not there by then; asking again is possible
   */
  next(timeoutMs?: number): Promise<IteratorResult<R, undefined>> {
    return this.#buffer.next(timeoutMs) as Promise<IteratorResult<R, undefined>>;
  }

  /** Ends the reading: what was not begun is dropped, and the input is closed. */
  return(): Promise<IteratorResult<R, undefined>> {
    this.#buffer.close();
    return Promise.resolve({ value: undefined, done: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Ends the reading. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }
}
