import type { ResultState } from './async-result.ts';
import { nowMs } from './clock.ts';
import { reviveError } from './error-data.ts';
import { ownBuffers, pack, packedCount, packedValues } from './packed-values.ts';
import type { Batch, PoolFunction, Work } from './pool-work.ts';
import type { Outcome } from './protocol.ts';
import { findTransfers, type TransferChoice } from './transfer-list.ts';

interface Task {
  args: readonly unknown[];
  result: ResultState<unknown>;
}

interface TaskBatch extends Batch {
  tasks: Task[];
}

/** Options that make a task travel alone. */
export interface LoneTask {
  timeoutMs: number | null;
  exclusive: boolean;
  transfer: TransferChoice | undefined;
}

/** Single calls of one function that wait together; how many travel in one message is the pool's choice. */
export class ApplyWork implements Work {
  readonly fn: PoolFunction;
  readonly settle = true;
  readonly spread: boolean;
  readonly timeoutMs: number | null;
  readonly exclusive: boolean;
  readonly itemized = false;
  readonly enqueuedMs = nowMs();
  readonly #transfer: TransferChoice | undefined;
  readonly #ended: () => void;
  #tasks: Task[] = [];
  #head = 0;
  #open = 0;
  #taken = 0;
  readonly #inFlight = new Set<TaskBatch>();

  /**
   * @param spread arguments travel as lists; otherwise each task has exactly one, so that numbers can be packed
   * @param ended called when no task is left
   */
  constructor(fn: PoolFunction, spread: boolean, lone: LoneTask | null, ended: () => void) {
    this.fn = fn;
    this.spread = spread;
    this.timeoutMs = lone?.timeoutMs ?? null;
    this.exclusive = lone?.exclusive ?? false;
    this.#transfer = lone?.transfer;
    this.#ended = ended;
  }

  describe(_first: number, count: number): string {
    return count === 1 ? `a call of ${this.fn.definition.name}` : `${count} calls of ${this.fn.definition.name}`;
  }

  /** Adds a call. */
  push(args: readonly unknown[], result: ResultState<unknown>): void {
    this.#tasks.push({ args, result });
    this.#open++;
  }

  isDrained(): boolean {
    return this.#head === this.#tasks.length;
  }

  get left(): number {
    return this.#tasks.length - this.#head;
  }

  nextCount(most: number): number {
    return Math.min(most, this.left);
  }

  take(most: number): Batch | null {
    const count = this.nextCount(most);
    if (count === 0) return null;
    const tasks = this.#tasks.slice(this.#head, this.#head + count);
    this.#head += count;
    if (this.#head > 1024 && this.#head * 2 > this.#tasks.length) {
      this.#tasks = this.#tasks.slice(this.#head);
      this.#head = 0;
    }
    const items = pack(tasks.map(({ args }) => (this.spread ? args : args[0])));
    const moved = this.#transfer === undefined ? [] : findTransfers(this.#transfer, items);
    const batch: TaskBatch = {
      work: this,
      first: this.#taken,
      count,
      items,
      transfer: [...ownBuffers(items), ...moved],
      tasks,
    };
    this.#taken += count;
    this.#inFlight.add(batch);
    return batch;
  }

  accept(batch: Batch, { values, from = 0, failures = [] }: Outcome): void {
    const { tasks } = batch as TaskBatch;
    for (const { index, error } of failures) tasks[index]?.result.fail(reviveError(error));
    const list = packedValues(values);
    const count = packedCount(values);
    // A task that has failed is settled already and ignores the placeholder at its place.
    for (let index = 0; index < count; index++) tasks[from + index]?.result.succeed(list[index]);
    this.#settled(batch, count, from + count);
  }

  lose(batch: Batch, from: number, count: number, error: unknown): void {
    const { tasks } = batch as TaskBatch;
    for (let index = from; index < from + count; index++) tasks[index]?.result.fail(error);
    this.#settled(batch, count, from + count);
  }

  giveBack(batch: Batch, from: number): void {
    const back = (batch as TaskBatch).tasks.slice(from);
    this.#tasks = [...back, ...this.#tasks.slice(this.#head)];
    this.#head = 0;
    this.#inFlight.delete(batch as TaskBatch);
  }

  refuse(batch: Batch, bad: ReadonlyMap<number, unknown>): void {
    const { tasks } = batch as TaskBatch;
    this.#inFlight.delete(batch as TaskBatch);
    this.#tasks = [...tasks.filter((_, index) => !bad.has(index)), ...this.#tasks.slice(this.#head)];
    this.#head = 0;
    for (const [index, error] of bad) tasks[index]?.result.fail(error);
    this.#settled(batch, bad.size, 0);
  }

  abandon(error: unknown): void {
    for (const { tasks } of this.#inFlight) for (const { result } of tasks) result.fail(error);
    for (const { result } of this.#tasks.slice(this.#head)) result.fail(error);
    this.#inFlight.clear();
    this.#tasks = [];
    this.#head = 0;
    this.#open = 0;
    this.#ended();
  }

  #settled(batch: Batch, count: number, upTo: number): void {
    if (upTo >= batch.count) this.#inFlight.delete(batch as TaskBatch);
    if (this.#open === 0) return;
    this.#open -= count;
    if (this.#open === 0) this.#ended();
  }
}
