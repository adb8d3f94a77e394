import { hasRoom, mostItems } from './batch-size.ts';
import { Crew } from './crew.ts';
import type { WorkerExit } from './describe-end.ts';
import { PoolClosedError } from './errors.ts';
import type { PoolObserver } from './observer.ts';
import type { PoolSettings } from './pool-options.ts';
import type { PoolWorker } from './pool-worker.ts';
import type { Work } from './pool-work.ts';
import type { StartData } from './protocol.ts';
import { earlyEnd, startError, warnOfStrayError } from './start-error.ts';

type State = 'running' | 'closed' | 'terminated';

/** Gives work to the workers in the order in which it came, and decides how much travels together. */
export class Scheduler {
  readonly size: number;
  readonly #maxTasks: number;
  readonly #module: string;
  readonly #crew: Crew;
  #queue: Work[] = [];
  readonly #open = new Set<Work>();
  #state: State = 'running';
  #scheduled = false;
  #flying = 0;
  #nextBatch = 0;
  #startError: Error | null = null;
  #endWaiters: (() => void)[] = [];
  /** Told when a worker is lost with work, or cannot start. */
  onBroken: ((error: unknown) => void) | null = null;

  constructor(size: number, settings: PoolSettings, start: Omit<StartData, 'worker'>, observer?: PoolObserver) {
    this.size = size;
    this.#maxTasks = settings.maxTasksPerChild ?? Infinity;
    this.#module = start.module;
    this.#crew = new Crew(size, settings, start, observer, {
      available: () => this.#dispatch(),
      answered: (worker) => {
        this.#flying--;
        this.#crew.retireIfSpent(worker);
        this.#schedule();
      },
      unfit: (_, stage, cause) => this.#unfit(stage, cause),
      refused: (work, error) => this.#drop(work, error),
      returned: (work) => {
        if (!work.isDrained() && !this.#queue.includes(work)) this.#queue.unshift(work);
        this.#schedule();
      },
      gone: (worker, exit) => this.#gone(worker, exit),
    });
    this.#crew.fill();
  }

  get state(): State {
    return this.#state;
  }

  /** @throws {PoolClosedError} after close or terminate */
  checkOpen(): void {
    if (this.#state === 'running') return;
    throw new PoolClosedError(`The pool is ${this.#state} and takes no more work. Make a new one.`);
  }

  /** Takes work, which is to be told with `end` when it has ended. */
  add(work: Work): void {
    this.#open.add(work);
    this.#startError = null;
    this.wake(work);
  }

  /** A work has something to take (again). */
  wake(work: Work): void {
    if (!this.#open.has(work)) return;
    if (this.#queue.at(-1) !== work && !this.#queue.includes(work)) this.#queue.push(work);
    this.#schedule();
  }

  /** The work that was added last, if it can still grow. */
  get lastQueued(): Work | undefined {
    return this.#queue.at(-1);
  }

  /** A work has all its results. */
  end(work: Work): void {
    if (!this.#open.delete(work) || this.#open.size > 0) return;
    if (this.#state === 'closed') this.#finish();
  }

  /** A work is given up, and the workers that have some of it are killed: what they run cannot be interrupted otherwise. */
  cancel(work: Work, error: unknown): void {
    if (!this.#open.has(work)) return;
    this.#drop(work, error);
    for (const worker of this.#crew.workers)
      if (worker.flights.list.some(({ batch }) => batch.work === work)) worker.kill();
  }

  #drop(work: Work, error: unknown): void {
    this.#queue = this.#queue.filter((queued) => queued !== work);
    work.abandon(error);
    this.end(work);
  }

  /** Dispatches once the caller has finished what it is doing, so that calls made together are seen together. */
  #schedule(): void {
    this.#updateHold();
    if (this.#scheduled || this.#queue.length === 0) return;
    this.#scheduled = true;
    queueMicrotask(() => this.#dispatch());
  }

  #updateHold(): void {
    this.#crew.hold(this.#flying > 0 || this.#queue.length > 0 || (this.#state === 'closed' && this.#open.size === 0));
  }

  /** Resolves when every worker has loaded the module. */
  ready(): Promise<void> {
    return this.#startError === null ? this.#crew.ready() : Promise.reject(this.#startError);
  }

  #dispatch(): void {
    this.#scheduled = false;
    if (this.#queue.length > 0 && this.#state !== 'terminated') this.#crew.fill();
    const before = this.#flying;
    for (let work = this.#queue[0]; work !== undefined; work = this.#queue[0]) {
      if (work.isDrained()) {
        this.#queue.shift();
        continue;
      }
      const worker = this.#crew.roomiest();
      if (worker === null) break;
      const most = mostItems(work, this.#maxTasks - worker.given, this.size);
      if (!hasRoom(worker, work, work.nextCount(most), this.size)) break;
      const batch = work.take(most);
      if (batch === null || !worker.post(batch, this.#nextBatch++, (work.fn.itemMs ?? 0) * batch.count)) continue;
      this.#flying++;
      worker.given += work.itemized ? 1 : batch.count;
    }
    if (this.#flying > before) this.#crew.watchQueued();
    this.#updateHold();
  }

  #unfit(stage: 'load' | 'initializer', cause: unknown): void {
    const error = startError(this.#module, stage, cause);
    this.#startError = error;
    this.onBroken?.(error);
    this.#failAll(error);
    this.#crew.killAll();
    this.#crew.rejectReady(error);
  }

  #failAll(error: unknown): void {
    this.#queue = [];
    for (const work of [...this.#open]) this.#drop(work, error);
  }

  #gone(worker: PoolWorker, exit: WorkerExit & { flights: number }): void {
    this.#flying -= exit.flights;
    if (this.#state === 'terminated' || (this.#state === 'closed' && this.#open.size === 0)) return;
    if (!worker.wasReady && !exit.killed) {
      this.#unfit('load', exit.error ?? earlyEnd(exit));
      return;
    }
    if (!exit.hadWork && exit.error instanceof Error) warnOfStrayError(worker.id, exit.error);
    if (exit.hadWork && !exit.killed) this.onBroken?.(exit.error);
    // A worker that dies with nothing to do is not replaced before there is work: that could go on for ever.
    const replace = exit.hadWork || worker.given >= this.#maxTasks;
    if (this.state !== 'terminated' && this.#startError === null && replace) this.#crew.fill();
    this.#schedule();
  }

  /** No more work is taken; the workers end when all of it is done. */
  close(): void {
    if (this.#state !== 'running') return;
    this.#state = 'closed';
    if (this.#open.size === 0) this.#finish();
  }

  #finish(): void {
    this.#crew.retireAll();
    for (const resolve of this.#endWaiters.splice(0)) resolve();
  }

  /** Everything open fails and all workers are killed. */
  async terminate(): Promise<void> {
    if (this.#state !== 'terminated') {
      this.#state = 'terminated';
      const error = new PoolClosedError('The pool was terminated before the work was done.');
      this.#failAll(error);
      this.#crew.rejectReady(error);
      for (const resolve of this.#endWaiters.splice(0)) resolve();
    }
    await this.#crew.kill();
  }

  /** Resolves when all work is done and every worker has ended. */
  async join(): Promise<void> {
    if (this.#open.size > 0) await new Promise<void>((resolve) => this.#endWaiters.push(resolve));
    await this.#crew.ended();
  }
}
