import { clearTimeout, setTimeout } from 'node:timers';
import { TimeoutError } from '../wire/errors.ts';
import { readTimeout } from '../options/option-checks.ts';
import { runUserCode } from '../user-code.ts';

/**
 * A pending result that the pool settles once. The promise is created on first use, because it is most of the cost of a
 * task.
 */
export class ResultState<T> {
  state: 'pending' | 'fulfilled' | 'rejected' = 'pending';
  value: T | undefined = undefined;
  error: unknown = undefined;
  /** Called once, when the result is settled. */
  onEnd: (() => void) | null = null;
  #promise: Promise<T> | null = null;
  #resolve: ((value: T) => void) | null = null;
  #reject: ((error: unknown) => void) | null = null;

  constructor(callback?: (value: T) => void, errorCallback?: (error: unknown) => void) {
    if (callback === undefined && errorCallback === undefined) return;
    this.onEnd = () =>
      queueMicrotask(() => {
        if (this.state === 'fulfilled')
          runUserCode('The callback of a call', 'PoolCallbackWarning', () => callback?.(this.value as T));
        else runUserCode('The errorCallback of a call', 'PoolCallbackWarning', () => errorCallback?.(this.error));
      });
  }

  succeed(value: T): void {
    if (this.state !== 'pending') return;
    this.state = 'fulfilled';
    this.value = value;
    if (this.#resolve !== null) this.#resolve(value);
    if (this.onEnd !== null) this.onEnd();
  }

  fail(error: unknown): void {
    if (this.state !== 'pending') return;
    this.state = 'rejected';
    this.error = error;
    if (this.#reject !== null) this.#reject(error);
    if (this.onEnd !== null) this.onEnd();
  }

  promise(): Promise<T> {
    this.#promise ??= new Promise<T>((resolve, reject) => {
      if (this.state === 'fulfilled') resolve(this.value as T);
      // Pass on the thrown value unchanged, whether or not it is an Error.
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
      else if (this.state === 'rejected') reject(this.error);
      else {
        this.#resolve = resolve;
        this.#reject = reject;
      }
    });
    return this.#promise;
  }
}

/**
 * The result of `applyAsync`, `mapAsync` and `starmapAsync`. It can be awaited directly. As in CPython, an error that
 * is never retrieved is not reported.
 */
export class AsyncResult<T> implements PromiseLike<T> {
  readonly #state: ResultState<T>;

  constructor(state: ResultState<T>) {
    this.#state = state;
  }

  /**
   * Returns the result, or throws the error of the call.
   * @param timeoutMs longest time to wait, in ms (CPython: seconds); the call itself continues
   * @throws {TimeoutError} if there is no result by then
   */
  get(timeoutMs?: number): Promise<T> {
    const limit = readTimeout(timeoutMs);
    if (limit === null || this.#state.state !== 'pending') return this.#state.promise();
    return new Promise<T>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new TimeoutError(`No result after ${limit} ms. The call goes on; get() can be asked again.`)),
        limit,
      );
      this.#state
        .promise()
        .then(resolve, reject)
        .finally(() => clearTimeout(timer));
    });
  }

  /** Waits until the call has ended, successfully or not, for at most `timeoutMs` ms. */
  async wait(timeoutMs?: number): Promise<void> {
    try {
      await this.get(timeoutMs);
    } catch {
      // The outcome is available from ready() and successful().
      return;
    }
  }

  /** Returns whether the call has ended. */
  ready(): boolean {
    return this.#state.state !== 'pending';
  }

  /**
   * Returns whether the call ended without an error.
   * @throws {Error} if it has not ended
   */
  successful(): boolean {
    if (!this.ready()) throw new Error('The call has not ended: wait() for it, or ask ready() first.');
    return this.#state.state === 'fulfilled';
  }

  then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#state.promise().then(onFulfilled, onRejected);
  }
}
