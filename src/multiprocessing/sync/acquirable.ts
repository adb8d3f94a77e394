import { Held } from './held.ts';
import { SharedHandle } from './shared-handle.ts';

/** Base of locks and semaphores. Times are in milliseconds; 0 does not wait. */
export abstract class Acquirable extends SharedHandle {
  /**
   * Waits until it can be acquired; false if that took longer than `timeoutMs`.
   * @throws {HolderDiedError} its holder died
   */
  abstract acquire(timeoutMs?: number): Promise<boolean>;
  /** Like `acquire`, but blocks this thread while it waits. */
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

  /** Like `withLock`, for a synchronous function; blocks this thread until it is held. */
  withLockSync<R>(fn: () => R): R {
    this.acquireSync();
    try {
      return fn();
    } finally {
      this.releaseSync();
    }
  }
}
