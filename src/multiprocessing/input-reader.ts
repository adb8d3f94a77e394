/** What an `InputReader` tells. */
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
  #read = 0;
  #reading = false;
  #over = false;

  /** @throws {TypeError} unless the input is iterable */
  constructor(
    input: Iterable<unknown> | AsyncIterable<unknown>,
    chunkSize: number,
    prefetch: number,
    events: InputEvents,
  ) {
    this.#iterator = openInput(input);
    this.#chunkSize = chunkSize;
    // With less than a chunk allowed, none would ever be full.
    this.#allowance = Math.max(prefetch, chunkSize);
    this.#events = events;
  }

  /** So many items were used up. */
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
        const next = this.#iterator.next();
        if (next instanceof Promise || 'then' in next) {
          void this.#wait(Promise.resolve(next));
          return;
        }
        this.#take(next);
      }
    } catch (error) {
      this.#end({ error });
    }
    this.#reading = false;
  }

  async #wait(next: Promise<IteratorResult<unknown>>): Promise<void> {
    try {
      this.#take(await next);
    } catch (error) {
      this.#end({ error });
    }
    this.#reading = false;
    this.pump();
  }

  #take(next: IteratorResult<unknown>): void {
    if (this.#over) return;
    if (next.done === true) {
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
    const first = this.#read;
    this.#chunk = [];
    this.#read += items.length;
    this.#events.chunk(first, items);
  }

  #end(failure: { error: unknown } | null): void {
    if (this.#over) return;
    this.#over = true;
    this.#events.ended(this.#read, failure);
  }

  /** Reads no more, and lets the input clean up. */
  close(): void {
    if (this.#over) return;
    this.#over = true;
    const closed: unknown = this.#iterator.return?.();
    // What an input throws while it is closed has nobody to go to: its reader has left.
    if (closed instanceof Promise) closed.catch(() => undefined);
  }
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
