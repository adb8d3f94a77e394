import { runUserCode } from '../user-code.ts';

/** Events of an `InputReader`. */
export interface InputEvents {
  chunk(first: number, items: unknown[]): void;
  ended(count: number, failure: { error: unknown } | null): void;
}

/** Reads an iterable or async iterable in chunks, never further ahead than allowed. */
export class InputReader {
  readonly #iterator: Iterator<unknown> | AsyncIterator<unknown>;
  readonly #chunkSize: number;
  readonly #events: InputEvents;
  #allowance: number;
  #chunk: unknown[] = [];
  #reading = false;
  /** Whether the input is running. A generator cannot be closed while it runs, and its own code may end the reading. */
  #running = false;
  #over = false;
  /** Number of items returned in chunks. */
  count = 0;

  /** @throws {TypeError} unless the input is iterable */
  constructor(
    input: Iterable<unknown> | AsyncIterable<unknown>,
    chunkSize: number,
    prefetch: number,
    events: InputEvents,
  ) {
    this.#iterator = openInput(input);
    this.#chunkSize = chunkSize;
    // With an allowance below the chunk size, no chunk would ever fill.
    this.#allowance = Math.max(prefetch, chunkSize);
    this.#events = events;
  }

  /** Raises the allowance by the number of items used up. */
  release(count: number): void {
    this.#allowance += count;
    this.pump();
  }

  /** Reads as far as allowed. */
  pump(): void {
    if (this.#reading) return;
    this.#reading = true;
    try {
      while (!this.#over && this.#allowance > 0) {
        const next = this.#next();
        if (next instanceof Promise || (isObject(next) && 'then' in next)) {
          void this.#wait(next);
          return;
        }
        this.#take(next);
      }
    } catch (error) {
      this.#end({ error });
    }
    this.#reading = false;
  }

  #next(): unknown {
    this.#running = true;
    try {
      return this.#iterator.next();
    } finally {
      this.#running = false;
      if (this.#over) this.#return();
    }
  }

  async #wait(next: object): Promise<void> {
    try {
      this.#take(await Promise.resolve(next));
    } catch (error) {
      this.#end({ error });
    }
    this.#reading = false;
    this.pump();
  }

  #take(next: unknown): void {
    if (this.#over) return;
    if (!isObject(next)) {
      throw new TypeError(
        `Expected the input to give an iterator result, found ${next === null ? 'null' : typeof next}.`,
      );
    }
    if (next.done) {
      this.#flush();
      this.#end(null);
      return;
    }
    this.#chunk.push(next.value);
    this.#allowance--;
    if (this.#chunk.length === this.#chunkSize) this.#flush();
  }

  #flush(): void {
    if (this.#chunk.length === 0) return;
    const items = this.#chunk;
    const first = this.count;
    this.#chunk = [];
    this.count += items.length;
    this.#events.chunk(first, items);
  }

  #end(failure: { error: unknown } | null): void {
    if (this.#over) return;
    this.#over = true;
    this.#events.ended(this.count, failure);
  }

  /** Stops reading and lets the input clean up. */
  close(): void {
    if (this.#over) return;
    this.#over = true;
    if (!this.#running) this.#return();
  }

  #return(): void {
    // The consumer has left, so there is no call to report an error to.
    runUserCode('The input of imap, while it was closed,', 'PoolInputWarning', () => this.#iterator.return?.());
  }
}

function isObject(value: unknown): value is { done?: unknown; value?: unknown } {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

function openInput(input: unknown): Iterator<unknown> | AsyncIterator<unknown> {
  if ((typeof input === 'object' && input !== null) || typeof input === 'string' || typeof input === 'function') {
    const open = input as Partial<Iterable<unknown> & AsyncIterable<unknown>>;
    const iterator = open[Symbol.asyncIterator]?.() ?? open[Symbol.iterator]?.();
    if (iterator !== undefined) return iterator;
  }
  throw new TypeError(
    `Expected the items as an iterable or async iterable, found ${input === null ? 'null' : typeof input}.`,
  );
}
