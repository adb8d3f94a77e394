import { emitWarning } from 'node:process';
import { adviceFor } from '../machine-limits.ts';
import { Crew } from './crew.ts';
import type { WorkerExit } from './describe-end.ts';
import { PoolClosedError, WorkerStartError } from '../wire/errors.ts';
import type { PoolObserver } from './observer.ts';
import type { PoolSettings } from './pool-options.ts';
import type { PoolWorker } from './pool-worker.ts';
import type { Work } from './pool-work.ts';
import type { StartData } from '../wire/protocol.ts';
import { WorkQueue } from './work-queue.ts';

/**
 * Estimated work sent to a worker ahead of its answer: enough to hide the latency, too little to unbalance the load.
 */
const aheadMs = 0.5;

/**
 * While plenty of work is left, one batch up to this long may wait behind the running one: the last batches balance the
 * load.
 */
const longestAheadMs = 5;

/** Maximum number of batches sent to a worker and not answered. */
const mostFlights = 64;

/** Maximum number of single calls in one message. */
const mostCalls = 256;

type State = 'running' | 'closed' | 'terminated';

/** Distributes work to the workers in the order of arrival, and decides how much to send together. */
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
  /** Called when a worker is lost with work, or cannot start. */
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
    try {
      this.#crew.fill();
    } catch (error) {
      if (!isStartRefused(error)) throw error;
      this.#unfit('load', error);
    }
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

  /** Notes that a work has something to take (again). */
  wake(work: Work): void {
    if (!this.open.has(work)) return;
    this.#queue.push(work);
    this.#schedule();
  }

  /** The work that was added last, if it can still grow. */
  get lastQueued(): Work | undefined {
    return this.#queue.last;
  }

  /** Removes a work that has all its results. */
  end(work: Work): void {
    if (this.open.delete(work) && this.#state === 'closed') this.#crew.retireAll();
  }

  /** Cancels a work, and kills the workers that run parts of it: a running task cannot be interrupted otherwise. */
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

  /** Dispatches in a microtask, so that calls made together are handled together. */
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
    if (worker.wasReady && !exit.hadWork && exit.error instanceof Error) warnOfStrayError(worker.id, exit.error);
    if (exit.hadWork && !exit.killed) this.onBroken?.(exit.error);
    // A worker that dies while idle is replaced only when there is work; otherwise it could repeat endlessly.
    const replace = exit.hadWork || worker.given >= this.#maxTasks;
    if (this.state !== 'terminated' && this.#startError === null && replace) this.#fill();
    this.#schedule();
  }

  /** Accepts no more work; the workers end when all of it is done. */
  close(): void {
    if (this.#state !== 'running') return;
    this.#state = 'closed';
    if (this.open.isEmpty) this.#crew.retireAll();
    this.open.readOn();
  }

  /** Fails all open work and kills all workers. */
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

/**
 * Returns the number of calls per message: enough to fill the look-ahead, fewer near the end so that the load balances.
 */
function mostItems(work: Work, tasksLeft: number, workers: number): number {
  if (work.exclusive || work.fn.itemMs === null) return 1;
  const byCost = Math.floor(aheadMs / Math.max(work.fn.itemMs, 1e-6));
  const byBalance = Math.ceil(work.left / (2 * workers));
  return Math.max(1, Math.min(byCost, byBalance, tasksLeft, mostCalls));
}

/**
 * Returns whether a worker may be sent the next `count` items of this work before it has answered its batches.
 * @param workers in the whole pool
 */
function hasRoom(worker: PoolWorker, work: Work, count: number, workers: number): boolean {
  const last = worker.flights.list.at(-1)?.batch.work;
  if (last === undefined) return true;
  if (work.timeoutMs !== null || work.fn.itemMs === null || last.timeoutMs !== null) return false;
  if (last !== work && (last.exclusive || work.exclusive)) return false;
  const estimateMs = work.fn.itemMs * count;
  if (worker.flights.list.length === 1 && estimateMs <= longestAheadMs && work.left > 4 * workers * count) return true;
  return worker.flights.list.length < mostFlights && worker.flights.loadMs + estimateMs <= aheadMs;
}

/** The works of a pool that have not ended. */
class OpenWorks {
  readonly #works = new Set<Work>();
  #waiters: (() => void)[] = [];

  get isEmpty(): boolean {
    return this.#works.size === 0;
  }

  has(work: Work): boolean {
    return this.#works.has(work);
  }

  add(work: Work): void {
    this.#works.add(work);
  }

  /** Removes a work that has ended. Returns whether it was the last. */
  delete(work: Work): boolean {
    if (!this.#works.delete(work) || this.#works.size > 0) return false;
    for (const resolve of this.#waiters.splice(0)) resolve();
    return true;
  }

  /** Returns all of them, so that they can be ended one by one. */
  list(): Work[] {
    return [...this.#works];
  }

  /** Runs everything that was submitted to a closed pool, as in CPython, whether or not the results are read. */
  readOn(): void {
    for (const work of this.list()) work.readOn?.();
  }

  /** Stops lazy maps: items that no worker has begun fail with this error. */
  dropUnstarted(error: unknown): void {
    for (const work of this.list()) work.dropUnstarted?.(error);
  }

  /** Resolves when all have ended. */
  async ended(): Promise<void> {
    if (!this.isEmpty) await new Promise<void>((resolve) => this.#waiters.push(resolve));
  }
}

/** Returns the error for a worker that could not start. */
function startError(module: string, stage: 'load' | 'initializer', cause: unknown): Error {
  // The guard's message is for the user, so it is not wrapped.
  if (cause instanceof Error && cause.name === 'NestedPoolError') return cause;
  if (isStartRefused(cause))
    return new WorkerStartError(`A worker could not be started: ${cause.message}. ${adviceFor(cause)}`.trim(), {
      cause,
    });
  const what = stage === 'load' ? `The module ${module} could not be loaded` : 'The initializer failed';
  const why = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  return new WorkerStartError(`${what} in a worker: ${why}`, { cause });
}

/** Returns whether the system refused the thread or the process of a worker. */
function isStartRefused(cause: unknown): cause is NodeJS.ErrnoException {
  if (!(cause instanceof Error)) return false;
  const { code, syscall }: NodeJS.ErrnoException = cause;
  return code === 'ERR_WORKER_INIT_FAILED' || syscall === `spawn ${process.execPath}`;
}

/** Warns of an error that belongs to no call. */
function warnOfStrayError(worker: number, { name, message }: Error): void {
  const text = `Worker ${worker} died of an error outside of any task: ${name}: ${message}`;
  emitWarning(text, { type: 'PoolWorkerWarning' });
}

/** Returns the error for a worker that ended without a message before it could take work. */
function earlyEnd({ exitCode, signal }: Pick<WorkerExit, 'exitCode' | 'signal'>): Error {
  return new Error(`it ended with ${signal ?? `code ${exitCode ?? 'unknown'}`}`);
}
