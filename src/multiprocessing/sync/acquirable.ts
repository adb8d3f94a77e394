import { Held } from './held.ts';
import { SharedHandle } from './shared-handle.ts';

/** Base of locks and semaphores. Times are in milliseconds; 0 does not wait. */
export abstract class Acquirable extends SharedHandle {
  /**
   * Waits until it can be had; false if that took longer than `timeoutMs`.
   * @throws {HolderDiedError} its holder died
   */
  abstract acquire(timeoutMs?: number): Promise<boolean>;
  /** `acquire` with this thread asleep until then. */
  abstract acquireSync(timeoutMs?: number): boolean;
  abstract release(): Promise<void>;
  abstract releaseSync(): void;

  /** Acquires for the rest of a block: `await using held = await lock.hold()`. */
  async hold(): Promise<Held> {
    await this.acquire();
    return new Held(this);
  }

  /** Acquires for the rest of a block: `using held = lock.holdSync()`. */
  holdSync(): Held {
    this.acquireSync();
    return new Held(this);
  }

  /** Runs the function while it is held, and releases it also when the function throws. */
  async withLock<R>(fn: () => R | PromiseLike<R>): Promise<R> {
    await this.acquire();
    try {
      return await fn();
    } finally {
      await this.release();
    }
  }

  /** The same for a synchronous function, with this thread asleep until it is held. */
  withLockSync<R>(fn: () => R): R {
    this.acquireSync();
    try {
      return fn();
    } finally {
      this.releaseSync();
    }
  }
}
