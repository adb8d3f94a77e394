import { hasRoom, mostItems } from './batch-size.ts';
import { Crew } from './crew.ts';
import type { WorkerExit } from './describe-end.ts';
import { PoolClosedError } from '../wire/errors.ts';
import { OpenWorks } from './open-works.ts';
import type { PoolObserver } from './observer.ts';
import type { PoolSettings } from './pool-options.ts';
import type { PoolWorker } from './pool-worker.ts';
import type { Work } from './pool-work.ts';
import type { StartData } from '../wire/protocol.ts';
import { WorkQueue } from './work-queue.ts';
import { earlyEnd, startError, warnOfStrayError } from './start-error.ts';

type State = 'running' | 'closed' | 'terminated';

/** Gives work to the workers in the order in which it came, and decides how much travels together. */
export class Scheduler {
  readonly size: number;
  readonly #maxTasks: number;
  readonly #module: string;
  readonly #crew: Crew;
  readonly #queue = new WorkQueue();
  readonly open = new OpenWorks();
  #state: State = 'running';
  #scheduled = false;
  #flying = 0;
  #nextBatch = 0;
  #startError: Error | null = null;
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
        if (!work.isDrained()) this.#queue.unshift(work);
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

  /** Takes work. Call `end` when it has ended. */
  add(work: Work): void {
    this.open.add(work);
    this.#startError = null;
    this.wake(work);
  }

  /** A work has something to take (again). */
  wake(work: Work): void {
    if (!this.open.has(work)) return;
    this.#queue.push(work);
    this.#schedule();
  }

  /** The work that was added last, if it can still grow. */
  get lastQueued(): Work | undefined {
    return this.#queue.last;
  }

  /** A work has all its results. */
  end(work: Work): void {
    if (this.open.delete(work) && this.#state === 'closed') this.#crew.retireAll();
  }

  /** A work is given up, and the workers that have some of it are killed: what they run cannot be interrupted otherwise. */
  cancel(work: Work, error: unknown): void {
    if (!this.open.has(work)) return;
    this.#drop(work, error);
    for (const worker of this.#crew.workers)
      if (worker.flights.list.some(({ batch }) => batch.work === work)) worker.kill();
  }

  #drop(work: Work, error: unknown): void {
    this.#queue.delete(work);
    work.abandon(error);
    this.end(work);
  }

  /** Dispatches once the caller has finished what it is doing, so that calls made together are seen together. */
  #schedule(): void {
    this.#updateHold();
    if (this.#scheduled || this.#queue.size === 0) return;
    this.#scheduled = true;
    queueMicrotask(() => this.#dispatch());
  }

  #updateHold(): void {
    this.#crew.hold(this.#flying > 0 || this.#queue.size > 0 || (this.#state === 'closed' && this.open.isEmpty));
  }

  /** Resolves when every worker has loaded the module. */
  ready(): Promise<void> {
    return this.#startError === null ? this.#crew.ready() : Promise.reject(this.#startError);
  }

  #dispatch(): void {
    this.#scheduled = false;
    if (this.#queue.size > 0 && this.#state !== 'terminated') this.#fill();
    const before = this.#flying;
    for (let work = this.#queue.first; work !== undefined; work = this.#queue.first) {
      if (work.isDrained()) {
        this.#queue.delete(work);
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

  /** Starts the missing workers. Errors reject the calls. */
  #fill(): void {
    try {
      this.#crew.fill();
    } catch (error) {
      this.#unfit('load', error);
    }
  }

  #unfit(stage: 'load' | 'initializer', cause: unknown): void {
    const error = (this.#startError = startError(this.#module, stage, cause));
    this.onBroken?.(error);
    this.#failAll(error);
    this.#crew.killAll();
  }

  #failAll(error: unknown): void {
    this.#queue.clear();
    for (const work of this.open.list()) this.#drop(work, error);
    this.#crew.rejectReady(error);
  }

  #gone(worker: PoolWorker, exit: WorkerExit & { flights: number }): void {
    this.#flying -= exit.flights;
    if (this.#state === 'terminated' || (this.#state === 'closed' && this.open.isEmpty)) return;
    if (!worker.wasReady && !exit.killed) {
      this.#unfit('load', exit.error ?? earlyEnd(exit));
      return;
    }
    if (!exit.hadWork && exit.error instanceof Error) warnOfStrayError(worker.id, exit.error);
    if (exit.hadWork && !exit.killed) this.onBroken?.(exit.error);
    // A worker that dies with nothing to do is not replaced before there is work: that could go on for ever.
    const replace = exit.hadWork || worker.given >= this.#maxTasks;
    if (this.state !== 'terminated' && this.#startError === null && replace) this.#fill();
    this.#schedule();
  }

  /** No more work is taken; the workers end when all of it is done. */
  close(): void {
    if (this.#state !== 'running') return;
    this.#state = 'closed';
    if (this.open.isEmpty) this.#crew.retireAll();
    this.open.readOn();
  }

  /** Everything open fails and all workers are killed. */
  async terminate(): Promise<void> {
    if (this.#state !== 'terminated') {
      this.#state = 'terminated';
      this.#failAll(new PoolClosedError('The pool was terminated before the work was done.'));
    }
    await this.#crew.kill();
  }

  /** Resolves when all work is done and every worker has ended. */
  async join(): Promise<void> {
    await this.open.ended();
    await this.#crew.ended();
  }
}
