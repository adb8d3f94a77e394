import type { RunProgress } from './run-progress.ts';
import type { WorkerChannel } from './worker-channel.ts';

/** Receives the outcome of the promise of a task. */
export interface Waiter {
  succeed(value: unknown): void;
  fail(error: unknown): void;
}

/** The platform's own `then`: a returned value may define another. */
// eslint-disable-next-line @typescript-eslint/unbound-method -- only ever applied to a promise
const thenOf = Promise.prototype.then;

/** The task of a worker that waits for a promise, if one does. */
export class WaitingTask {
  readonly #channel: WorkerChannel;
  readonly #over: () => void;
  #pending: { progress: RunProgress | null; giveUp: (error: unknown) => void } | null = null;

  /** @param over called when a task has stopped waiting, whatever its outcome */
  constructor(channel: WorkerChannel, over: () => void) {
    this.#channel = channel;
    this.#over = over;
    process.on('beforeExit', () => this.#loopIsEmpty());
  }

  /** The run of the task, if some of its items may be given back meanwhile. */
  get progress(): RunProgress | null {
    return this.#pending?.progress ?? null;
  }

  /**
   * Waits as `await` does, but without creating promises, which would be half the work for tasks that only wait.
   * @param waiter may wait for the next promise when it is called
   */
  wait(progress: RunProgress | null, promise: PromiseLike<unknown>, waiter: Waiter): void {
    const settle = (how: keyof Waiter, value: unknown): void => {
      if (this.#pending !== pending) return;
      this.#pending = null;
      this.#channel.hold(true);
      waiter[how](value);
      if (!this.#isWaiting()) this.#over();
    };
    const fail = (error: unknown): void => settle('fail', error);
    const pending = { progress, giveUp: fail };
    this.#pending = pending;
    // While a task waits, the channel must not keep the loop alive: an empty loop then means that the task waits
    // forever.
    this.#channel.hold(false);
    // Defer thenables that settle synchronously too: a long list of them would overflow the stack.
    void Reflect.apply(thenOf, Promise.resolve(promise), [(value: unknown) => settle('succeed', value), fail]);
  }

  #isWaiting(): boolean {
    return this.#pending !== null;
  }

  #loopIsEmpty(): void {
    this.#pending?.giveUp(
      new Error(
        'The task returned a promise that nothing is left to resolve: no timer, socket or message is pending in the worker.',
      ),
    );
  }
}
