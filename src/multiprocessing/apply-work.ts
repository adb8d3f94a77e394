import type { ResultState } from './async-result.ts';
import { nowMs } from './clock.ts';
import { reviveError } from './error-data.ts';
import { packBatch } from './pack-batch.ts';
import { packedCount, packedValues } from './packed-values.ts';
import type { Batch, PoolFunction, Work } from './pool-work.ts';
import type { Outcome } from './protocol.ts';
import type { TransferChoice } from './transfer-list.ts';

/** One call. */
export interface Task {
  args: readonly unknown[];
  result: ResultState<unknown>;
  /** It has been sent to a worker and cannot be dropped any more. */
  taken: boolean;
  work: ApplyWork;
}

interface TaskBatch extends Batch {
  tasks: Task[];
}

/** How calls travel. */
export interface ApplyRequest {
  fn: PoolFunction;
  kind: 'threads' | 'processes';
  /** Arguments travel as lists; otherwise each task has exactly one, so that numbers can be packed. */
  spread: boolean;
  /** Options that make a task travel alone. */
  lone: { timeoutMs: number | null; exclusive: boolean; transfer?: TransferChoice } | null;
  /** No task is left. */
  ended(): void;
}

/** Single calls of one function that wait together; how many travel in one message is the scheduler's choice. */
export class ApplyWork implements Work {
  readonly fn: PoolFunction;
  readonly settle = true;
  readonly itemized = false;
  readonly spread: boolean;
  readonly timeoutMs: number | null;
  readonly exclusive: boolean;
  readonly enqueuedMs = nowMs();
  readonly #request: ApplyRequest;
  #tasks: Task[] = [];
  #head = 0;
  #open = 0;
  #taken = 0;
  readonly #inFlight = new Set<TaskBatch>();

  constructor(request: ApplyRequest) {
    this.#request = request;
    this.fn = request.fn;
    this.spread = request.spread;
    this.timeoutMs = request.lone?.timeoutMs ?? null;
    this.exclusive = request.lone?.exclusive ?? false;
  }

  /** Whether a call of that function can wait here with the others. */
  accepts(fn: PoolFunction, spread: boolean): boolean {
    return this.fn === fn && this.spread === spread && this.#request.lone === null;
  }

  /** Adds a call. */
  push(args: readonly unknown[], result: ResultState<unknown>): Task {
    const task: Task = { args, result, taken: false, work: this };
    this.#tasks.push(task);
    this.#open++;
    return task;
  }

  /** Takes a call back. Tells whether that was still possible. */
  drop(task: Task): boolean {
    const at = task.taken ? -1 : this.#tasks.indexOf(task, this.#head);
    if (at < 0) return false;
    this.#tasks.splice(at, 1);
    if (--this.#open === 0) this.#request.ended();
    return true;
  }

  describe(_first: number, count: number): string {
    return count === 1 ? `a call of ${this.fn.definition.name}` : `${count} calls of ${this.fn.definition.name}`;
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
    const args: unknown[] = [];
    for (const task of tasks) {
      task.taken = true;
      args.push(this.spread ? task.args : task.args[0]);
    }
    const { kind, lone } = this.#request;
    const packed = packBatch(args, 0, count, kind, lone?.transfer);
    const batch: TaskBatch = { work: this, first: this.#taken, count, ...packed, tasks };
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
    this.#return((batch as TaskBatch).tasks.splice(from));
    batch.count = from;
    if (from === 0) this.#inFlight.delete(batch as TaskBatch);
  }

  refuse(batch: Batch, bad: ReadonlyMap<number, unknown>): void {
    const { tasks } = batch as TaskBatch;
    this.#inFlight.delete(batch as TaskBatch);
    this.#return(tasks.filter((_, index) => !bad.has(index)));
    for (const [index, error] of bad) tasks[index]?.result.fail(error);
    this.#settled(batch, bad.size, 0);
  }

  #return(tasks: Task[]): void {
    for (const task of tasks) task.taken = false;
    this.#tasks = [...tasks, ...this.#tasks.slice(this.#head)];
    this.#head = 0;
  }

  abandon(error: unknown): void {
    for (const { tasks } of this.#inFlight) for (const { result } of tasks) result.fail(error);
    for (const { result } of this.#tasks.slice(this.#head)) result.fail(error);
    this.#inFlight.clear();
    this.#tasks = [];
    this.#head = 0;
    this.#open = 0;
    this.#request.ended();
  }

  #settled(batch: Batch, count: number, upTo: number): void {
    if (upTo >= batch.count) this.#inFlight.delete(batch as TaskBatch);
    if (this.#open === 0) return;
    this.#open -= count;
    if (this.#open === 0) this.#request.ended();
  }
}
