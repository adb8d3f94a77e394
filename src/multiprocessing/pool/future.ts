import type { Task } from './apply-work.ts';
import { AsyncResult, ResultState } from './async-result.ts';
import { CancelledError } from '../wire/errors.ts';
import { checkFunction } from '../options/option-checks.ts';
import { runUserCode } from '../user-code.ts';

/** Whether a future ended with an error; one that was cancelled did not. */
export let hasFailed: <R>(future: Future<R>) => boolean;

/**
 * A call that was given to an executor. Unlike a promise it can be asked and cancelled; `result()` is what to await. (It is no
 * thenable on purpose: a future that is returned from an async function stays a future.)
 */
export class Future<R> {
  readonly #state: ResultState<R>;
  readonly #result: AsyncResult<R>;
  readonly #callbacks: ((future: Future<R>) => void)[] = [];
  readonly #task: Task;
  #cancelled = false;

  static {
    hasFailed = (future) => !future.#cancelled && future.#state.state === 'rejected';
  }

  /**
   * @param start passes the call to the pool, which settles the state
   * @param translate makes the error that the future shows of the one that the pool gives
   */
  constructor(start: (state: ResultState<unknown>) => Task, translate: (error: unknown) => unknown) {
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

  /** Takes the call back. Gives false if it runs already or has ended: a running call cannot be taken back. */
  cancel(): boolean {
    if (this.#cancelled) return true;
    if (this.done() || !this.#task.work.drop(this.#task)) return false;
    this.#cancelled = true;
    this.#state.fail(new CancelledError('The call was cancelled before it began.'));
    return true;
  }

  /** Whether it was taken back. */
  cancelled(): boolean {
    return this.#cancelled;
  }

  /** Whether it was sent to a worker and has not ended. */
  running(): boolean {
    return !this.done() && this.#task.state === 'taken';
  }

  /** Whether it has ended or was cancelled. */
  done(): boolean {
    return this.#state.state !== 'pending';
  }

  /**
   * The result.
   * @param timeoutMs longest time to wait; the call itself goes on
   * @throws the call's error, {CancelledError}, {TimeoutError}
   */
  result(timeoutMs?: number): Promise<R> {
    return this.#result.get(timeoutMs);
  }

  /**
   * The call's error, or `null` if it ended without one.
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

  /** Calls back once, when the future is done; at once (but not synchronously) if it is done already. */
  addDoneCallback(callback: (future: Future<R>) => void): void {
    checkFunction('callback', callback);
    this.#callbacks.push(callback);
    if (this.done()) queueMicrotask(() => this.#notify());
  }

  #notify(): void {
    // As in CPython: the other callbacks and the program are not to blame for one callback.
    for (const callback of this.#callbacks.splice(0))
      runUserCode('A done callback of a future', 'FutureCallbackWarning', () => callback(this));
  }
}
