import { nowMs } from './clock.ts';
import { errorToData } from './error-data.ts';
import { packedCount, packedValues, type Packed, type Values } from './packed-values.ts';
import type { Failure, Run } from './protocol.ts';
import { ResultValues } from './result-values.ts';

type Callable = (...args: unknown[]) => unknown;

/** When items started and ended, in ms on the monotonic clock. */
export interface ItemTimes {
  startedMs: Float64Array;
  endedMs: Float64Array;
}

/** A run on its way through its items. */
export class RunProgress {
  readonly run: Run;
  /** Items to run; fewer once some were given back. */
  count: number;
  readonly times: ItemTimes | null;
  /** The next item, or the one whose promise is pending. */
  index = 0;
  /** Items whose outcome was told already. */
  told = 0;
  #failures: Failure[] = [];
  readonly #values: ResultValues;
  readonly #fn: Callable;
  readonly #items: Values;
  readonly #canClone: (value: unknown) => boolean;
  readonly #part: (progress: RunProgress) => void;
  #lastPartMs = -Infinity;
  #stopped = false;

  constructor(
    run: Run,
    fn: Callable,
    options: { record: boolean; canClone: (value: unknown) => boolean; part: (progress: RunProgress) => void },
  ) {
    this.run = run;
    this.count = packedCount(run.items);
    // What is told in parts is not worth a block for all of it.
    this.#values = new ResultValues(run.partMs === undefined ? this.count : 0);
    this.#fn = fn;
    this.#items = packedValues(run.items);
    this.#canClone = options.canClone;
    this.#part = options.part;
    this.times = options.record
      ? { startedMs: new Float64Array(this.count).fill(NaN), endedMs: new Float64Array(this.count).fill(NaN) }
      : null;
    if (run.partMs !== undefined && run.partMs > 0) this.#lastPartMs = nowMs();
  }

  /** Runs items until one returns a promise, which is given back, or until there are no more: `null`. */
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
      } catch (error) {
        this.fail(error);
        continue;
      }
      if (typeof value === 'object' && value !== null && typeof (value as PromiseLike<unknown>).then === 'function') {
        return value as PromiseLike<unknown>;
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
        this.#part(this);
        this.#lastPartMs = atMs;
      }
    }
    if (this.times !== null) this.times.startedMs[this.index] = nowMs();
  }

  /** The pending item's promise was fulfilled. */
  succeed(value: unknown): void {
    if (this.times !== null) this.times.endedMs[this.index] = nowMs();
    this.#values.push(value);
    this.index++;
  }

  /** The current item threw, or its promise was rejected. */
  fail(thrown: unknown): void {
    if (this.times !== null) this.times.endedMs[this.index] = nowMs();
    this.#failures.push({ index: this.index, error: errorToData(thrown, this.#canClone) });
    this.#values.push(undefined);
    this.index++;
    if (this.run.settle !== true) this.#stopped = true;
  }

  /** Leaves out what is behind the item whose promise is pending. Tells where that begins. */
  cut(): number {
    this.count = this.index + 1;
    if (this.times !== null) {
      this.times.startedMs = this.times.startedMs.slice(0, this.count);
      this.times.endedMs = this.times.endedMs.slice(0, this.count);
    }
    return this.count;
  }

  /** What was not told yet; afterwards it counts as told. */
  takeOutcome(): { from: number; values: Packed; failures: Failure[] } {
    const outcome = { from: this.told, values: this.#values.take(), failures: this.#failures };
    this.#failures = [];
    this.told = this.index;
    return outcome;
  }
}
