import { AsyncResult, ResultState } from './async-result.ts';
import { CancelledError } from '../wire/errors.ts';
import { checkFunction } from '../options/option-checks.ts';
import { runUserCode } from '../user-code.ts';

/** The call of a future, while it waits or runs. */
export interface SubmittedCall {
  /** `taken` once a worker has it, after which it can no longer be dropped. */
  readonly state: 'waiting' | 'taken' | 'dropped';
  /** Drops the call unless it was taken; returns whether it did. */
  readonly work: { drop(call: SubmittedCall): boolean };
}

/** Returns whether a future ended with an error; false for a cancelled one. */
export let hasFailed: <R>(future: Future<R>) => boolean;

/**
 * A call that was submitted to an executor. Unlike a promise it can be queried and cancelled; await `result()`. It is
 * deliberately not a thenable: a future returned from an async function stays a future.
 */
export class Future<R> {
  readonly #state: ResultState<R>;
  readonly #result: AsyncResult<R>;
  readonly #callbacks: ((future: Future<R>) => void)[] = [];
  readonly #task: SubmittedCall;
  #cancelled = false;

  static {
    hasFailed = (future) => !future.#cancelled && future.#state.state === 'rejected';
  }

  /**
   * @param start passes the call to the pool, which settles the state
   * @param translate converts the pool's error to the one that the future shows
   */
  constructor(start: (state: ResultState<unknown>) => SubmittedCall, translate: (error: unknown) => unknown) {
    this.#state = new ResultState<R>(
      () => this.#notify(),
      () => this.#notify(),
    );
    const inner = new ResultState<unknown>();
    inner.onEnd = () => {
      if (inner.state === 'fulfilled') this.#state.succeed(inner.value as R);
      else this.#state.fail(translate(inner.error));
    };
    this.#result = new AsyncResult(this.#state);
    this.#task = start(inner);
  }

  /** Cancels the call. Returns false if it is running or has ended: a running call cannot be cancelled. */
  cancel(): boolean {
    if (this.#cancelled) return true;
    if (this.done() || !this.#task.work.drop(this.#task)) return false;
    this.#cancelled = true;
    this.#state.fail(new CancelledError('The call was cancelled before it began.'));
    return true;
  }

  /** Returns whether the call was cancelled. */
  cancelled(): boolean {
    return this.#cancelled;
  }

  /** Returns whether the call was sent to a worker and has not ended. */
  running(): boolean {
    return !this.done() && this.#task.state === 'taken';
  }

  /** Returns whether the call has ended or was cancelled. */
  done(): boolean {
    return this.#state.state !== 'pending';
  }

  /**
   * Returns the result.
   * @param timeoutMs longest time to wait; the call itself continues
   * @throws the call's error, {CancelledError}, {TimeoutError}
   */
  result(timeoutMs?: number): Promise<R> {
    return this.#result.get(timeoutMs);
  }

  /**
   * Returns the call's error, or `null` if it ended without one.
   * @throws {CancelledError}, {TimeoutError}
   */
  async exception(timeoutMs?: number): Promise<unknown> {
    try {
      await this.#result.get(timeoutMs);
      return null;
    } catch (error) {
      if (!this.done() || this.#cancelled) throw error;
      return error;
    }
  }

  /** Calls back once when the future is done; soon, but not synchronously, if it is done already. */
  addDoneCallback(callback: (future: Future<R>) => void): void {
    checkFunction('callback', callback);
    this.#callbacks.push(callback);
    if (this.done()) queueMicrotask(() => this.#notify());
  }

  #notify(): void {
    // As in CPython, an error in one callback affects neither the other callbacks nor the program.
    for (const callback of this.#callbacks.splice(0))
      runUserCode('A done callback of a future', 'FutureCallbackWarning', () => callback(this));
  }
}
