import type { ResultState } from './async-result.ts';
import { nowMs } from '../clock.ts';
import { reviveError } from '../wire/error-data.ts';
import { Fifo } from './fifo.ts';
import { packBatch, type Packing } from './pack-batch.ts';
import { packedCount, packedValues } from '../wire/packed-values.ts';
import type { Batch, PackedBatch, PoolFunction, Work } from './pool-work.ts';
import type { RunResults } from '../wire/protocol.ts';
import { TransferFinder, type TransferChoice } from '../wire/transfer-list.ts';

/** One call. */
export interface Task {
  /** Its only argument, or the list of all arguments. */
  item: unknown;
  result: ResultState<unknown>;
  /** `taken` once sent to a worker, after which the task can no longer be dropped. */
  state: 'waiting' | 'taken' | 'dropped';
  work: ApplyWork;
}

interface TaskBatch extends Batch {
  tasks: Task[];
}

/** How calls are sent. */
export interface ApplyRequest {
  fn: PoolFunction;
  kind: 'threads' | 'processes';
  /** Arguments are sent as lists; otherwise each task has exactly one, so that numbers can be packed. */
  spread: boolean;
  /** Options that require a separate message for each task. */
  lone: { timeoutMs: number | null; exclusive: boolean; transfer?: TransferChoice } | null;
  /** Called when no task is left. */
  ended(): void;
}

/** Single calls of one function that wait together. The scheduler decides how many travel in one message. */
export class ApplyWork implements Work {
  readonly fn: PoolFunction;
  readonly settle = true;
  readonly itemized = false;
  readonly spread: boolean;
  readonly timeoutMs: number | null;
  readonly exclusive: boolean;
  readonly enqueuedMs = nowMs();
  readonly #request: ApplyRequest;
  readonly #packing: Packing;
  /** Dropped tasks are skipped when their turn comes, because finding one among many takes long. */
  readonly #tasks = new Fifo<Task>();
  /** Number of tasks that wait and were not dropped. */
  #waiting = 0;
  #open = 0;
  #taken = 0;
  readonly #inFlight = new Set<TaskBatch>();

  constructor(request: ApplyRequest) {
    this.#request = request;
    this.fn = request.fn;
    this.spread = request.spread;
    this.timeoutMs = request.lone?.timeoutMs ?? null;
    this.exclusive = request.lone?.exclusive ?? false;
    const transfer = request.lone?.transfer;
    this.#packing = { kind: request.kind, transfers: transfer === undefined ? null : new TransferFinder(transfer) };
  }

  /** Returns whether a call of that function can wait here with the others. */
  accepts(fn: PoolFunction, spread: boolean): boolean {
    return this.fn === fn && this.spread === spread && this.#request.lone === null;
  }

  /** Adds a call. */
  push(args: readonly unknown[], result: ResultState<unknown>): Task {
    const task: Task = { item: this.spread ? [...args] : args[0], result, state: 'waiting', work: this };
    this.#tasks.push(task);
    this.#waiting++;
    this.#open++;
    return task;
  }

  /** Withdraws a call. Returns whether that was still possible. */
  drop(task: Task): boolean {
    if (task.state !== 'waiting' || this.#open === 0) return false;
    task.state = 'dropped';
    this.#waiting--;
    if (--this.#open === 0) this.#request.ended();
    return true;
  }

  describe(_first: number, count: number): string {
    return count === 1 ? `a call of ${this.fn.definition.name}` : `${count} calls of ${this.fn.definition.name}`;
  }

  isDrained(): boolean {
    return this.#waiting === 0;
  }

  get left(): number {
    return this.#waiting;
  }

  nextCount(most: number): number {
    return Math.min(most, this.left);
  }

  take(most: number): Batch | null {
    const count = this.nextCount(most);
    if (count === 0) return null;
    const tasks: Task[] = [];
    while (tasks.length < count) {
      const task = this.#tasks.shift();
      if (task === undefined) break;
      if (task.state === 'waiting') tasks.push(task);
    }
    const items: unknown[] = [];
    for (const task of tasks) {
      task.state = 'taken';
      items.push(task.item);
    }
    this.#waiting -= count;
    const unpacked = { work: this, first: this.#taken, count, tasks };
    this.#taken += count;
    const batch = packBatch<Omit<TaskBatch, keyof PackedBatch>>(unpacked, items, 0, this.#packing);
    if (batch !== null) this.#inFlight.add(batch);
    return batch;
  }

  accept(batch: Batch, { values, from = 0, failures = [] }: RunResults): void {
    const { tasks } = batch as TaskBatch;
    for (const { index, error } of failures) tasks[index]?.result.fail(reviveError(error));
    const list = packedValues(values);
    const count = packedCount(values);
    // A failed task is already settled and ignores the placeholder at its position.
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

  #return(tasks: readonly Task[]): void {
    // All tasks were cancelled meanwhile.
    if (this.#open === 0) return;
    for (const task of tasks.toReversed()) {
      task.state = 'waiting';
      this.#tasks.unshift(task);
    }
    this.#waiting += tasks.length;
  }

  abandon(error: unknown): void {
    this.#open = 0;
    this.#waiting = 0;
    for (const { tasks } of this.#inFlight) for (const { result } of tasks) result.fail(error);
    this.#inFlight.clear();
    for (const { state, result } of this.#tasks.takeAll()) if (state === 'waiting') result.fail(error);
    this.#request.ended();
  }

  #settled(batch: Batch, count: number, upTo: number): void {
    if (upTo >= batch.count) this.#inFlight.delete(batch as TaskBatch);
    if (this.#open === 0) return;
    this.#open -= count;
    if (this.#open === 0) this.#request.ended();
  }
}
