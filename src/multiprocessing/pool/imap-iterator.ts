import type { ImapBuffer } from './imap-buffer.ts';

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
