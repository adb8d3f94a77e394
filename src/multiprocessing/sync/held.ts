/** An acquired lock or semaphore that releases itself: `using held = lock.holdSync()`, `await using held = await lock.hold()`. */
export class Held implements Disposable, AsyncDisposable {
  readonly #lock: { release(): Promise<void>; releaseSync(): void };
  #released = false;

  constructor(lock: { release(): Promise<void>; releaseSync(): void }) {
    this.#lock = lock;
  }

  [Symbol.dispose](): void {
    if (this.#released) return;
    this.#released = true;
    this.#lock.releaseSync();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#released) return;
    this.#released = true;
    await this.#lock.release();
  }
}
