import { nowMs } from '../clock.ts';
import { errorToData } from '../wire/error-data.ts';
import { packedCount, packedValues, type Packed, type Values } from '../wire/packed-values.ts';
import type { FailedItem, RunMessage } from '../wire/protocol.ts';
import { replyPart } from './reply.ts';
import { ResultValues } from './result-values.ts';
import type { WorkerChannel } from './worker-channel.ts';

export type Callable = (...args: unknown[]) => unknown;

/** Returns whether a task's value is a promise. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as PromiseLike<unknown>).then === 'function';
}

/** When items started and ended, in ms on the monotonic clock. */
export interface ItemTimes {
  startedMs: Float64Array;
  endedMs: Float64Array;
}

/** A run in progress. */
export class RunProgress {
  readonly run: RunMessage;
  /** Items to run; fewer once some were given back. */
  count: number;
  readonly times: ItemTimes | null;
  /** The next item, or the one whose promise is pending. */
  index = 0;
  /** Items whose results were already sent. */
  sent = 0;
  #failures: FailedItem[] = [];
  readonly #values: ResultValues;
  readonly #fn: Callable;
  readonly #items: Values;
  readonly #channel: WorkerChannel;
  #lastPartMs = -Infinity;
  #stopped = false;

  /** @param channel for results that are sent before the end */
  constructor(run: RunMessage, fn: Callable, channel: WorkerChannel, recorded: boolean) {
    this.run = run;
    this.count = packedCount(run.items);
    // Results that are sent in parts do not need a block for all of them.
    this.#values = new ResultValues(run.partMs === undefined ? this.count : 0);
    this.#fn = fn;
    this.#items = packedValues(run.items);
    this.#channel = channel;
    this.times = recorded
      ? { startedMs: new Float64Array(this.count).fill(NaN), endedMs: new Float64Array(this.count).fill(NaN) }
      : null;
    if (run.partMs !== undefined && run.partMs > 0) this.#lastPartMs = nowMs();
  }

  /** Runs items until one returns a promise, which is returned, or until none is left: `null`. */
  advance(): PromiseLike<unknown> | null {
    const { run, count, times } = this;
    const values = this.#values;
    const fn = this.#fn;
    const items = this.#items;
    const spread = run.spread === true;
    const slow = run.partMs !== undefined || times !== null;
    while (this.index < count && !this.#stopped) {
      if (slow) this.#beforeItem();
      let value: unknown;
      try {
        const item = items[this.index];
        value = spread ? fn(...(item as unknown[])) : fn(item);
        // `then` may be a getter, which is user code as well.
        if (isThenable(value)) return value;
      } catch (error) {
        this.fail(error);
        continue;
      }
      if (times !== null) times.endedMs[this.index] = nowMs();
      values.push(value);
      this.index++;
    }
    return null;
  }

  #beforeItem(): void {
    const { partMs } = this.run;
    if (partMs !== undefined) {
      const atMs = nowMs();
      if (atMs - this.#lastPartMs >= partMs) {
        replyPart(this.#channel, this);
        this.#lastPartMs = atMs;
      }
    }
    if (this.times !== null) this.times.startedMs[this.index] = nowMs();
  }

  /** Records the value of the pending item's promise. */
  succeed(value: unknown): void {
    if (this.times !== null) this.times.endedMs[this.index] = nowMs();
    this.#values.push(value);
    this.index++;
  }

  /** Records that the current item threw, or that its promise was rejected. */
  fail(thrown: unknown): void {
    if (this.times !== null) this.times.endedMs[this.index] = nowMs();
    this.#failures.push({ index: this.index, error: errorToData(thrown, (value) => this.#channel.canClone(value)) });
    this.#values.push(undefined);
    this.index++;
    if (this.run.settle !== true) this.#stopped = true;
  }

  /** Drops the items after the one whose promise is pending. Returns the index of the first. */
  cut(): number {
    this.count = this.index + 1;
    if (this.times !== null) {
      this.times.startedMs = this.times.startedMs.slice(0, this.count);
      this.times.endedMs = this.times.endedMs.slice(0, this.count);
    }
    return this.count;
  }

  /** Returns the results that were not sent yet, and counts them as sent. */
  takeOutcome(): { from: number; values: Packed; failures: FailedItem[] } {
    const outcome = { from: this.sent, values: this.#values.take(), failures: this.#failures };
    this.#failures = [];
    this.sent = this.index;
    return outcome;
  }
}
