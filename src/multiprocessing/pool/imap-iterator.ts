import type { ImapBuffer } from './imap-buffer.ts';

/**
 * The results of `imap` and `imapUnordered`. The first error ends the iteration, as in a generator; CPython's iterator
 * would continue.
 */
export class ImapIterator<R> implements AsyncIterableIterator<R, undefined> {
  readonly #buffer: ImapBuffer;

  constructor(buffer: ImapBuffer) {
    this.#buffer = buffer;
  }

  /**
   * Returns the next result.
   * @param timeoutMs longest time to wait for it
   * @throws {TimeoutError} if it is not available by then; you can call `next` again
   */
  next(timeoutMs?: number): Promise<IteratorResult<R, undefined>> {
    return this.#buffer.next(timeoutMs) as Promise<IteratorResult<R, undefined>>;
  }

  /** Ends the iteration: tasks that have not begun are dropped, and the input is closed. */
  return(): Promise<IteratorResult<R, undefined>> {
    this.#buffer.close();
    return Promise.resolve({ value: undefined, done: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Ends the iteration. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }
}
