import { emitWarning } from 'node:process';
import { PoolClosedError, WorkerStartError } from './errors.ts';
import type { PoolObserver } from './observer.ts';
import { PoolWorker, type WorkerExit } from './pool-worker.ts';
import type { PoolSettings } from './pool-options.ts';
import type { Work } from './pool-work.ts';
import type { StartData } from './protocol.ts';

/** So much estimated work is handed to a worker ahead of its answer: enough to hide the way, too little to unbalance. */
const aheadMs = 0.5;
/** Batches that a worker may have at most. */
const mostFlights = 64;
/** Single calls that travel in one message at most. */
const mostCalls = 256;
/** How long `terminate` waits for workers that do not end: a thread inside a system call cannot be interrupted. */
const longestEndMs = 1000;

/** Keeps the workers, and gives them work in the order in which it came. */
export class Scheduler {
  readonly size: number;
  readonly #settings: PoolSettings;
  readonly #start: Omit<StartData, 'worker'>;
  readonly #observer: PoolObserver | undefined;
  #workers: PoolWorker[] = [];
  #queue: Work[] = [];
  /** Everything given that has not ended. */
  readonly #open = new Set<Work>();
  #state: 'running' | 'closed' | 'terminated' = 'running';
  #scheduled = false;
  #nextWorker = 0;
  #nextBatch = 0;
  #startError: Error | null = null;
  #readyWaiters: { resolve: () => void; reject: (error: unknown) => void }[] = [];
  #endWaiters: (() => void)[] = [];

  constructor(size: number, settings: PoolSettings, start: Omit<StartData, 'worker'>, observer?: PoolObserver) {
    this.size = size;
    this.#settings = settings;
    this.#start = start;
    this.#observer = observer;
    this.#fill();
  }

  /** @throws {PoolClosedError} after close or terminate */
  checkOpen(): void {
    if (this.#state === 'running') return;
    throw new PoolClosedError(`The pool is ${this.#state} and takes no more work. Make a new one.`);
  }

  get state(): 'running' | 'closed' | 'terminated' {
    return this.#state;
  }

  /** Takes work; it must be told with `end` when it has ended. */
  add(work: Work): void {
    this.#queue.push(work);
    if (this.#open.size === 0) for (const worker of this.#workers) worker.hold(true);
    this.#open.add(work);
    if (this.#startError !== null) this.#startError = null;
    this.schedule();
  }

  /** The work that was added last, if it can still grow. */
  get lastQueued(): Work | undefined {
    return this.#queue.at(-1);
  }

  /** A work has all its results. */
  end(work: Work): void {
    if (!this.#open.delete(work) || this.#open.size > 0) return;
    for (const worker of this.#workers) worker.hold(this.#readyWaiters.length > 0);
    if (this.#state === 'closed') this.#retireAll();
  }

  /** A work is given up: its workers are killed, since what they run cannot be interrupted otherwise. */
  cancel(work: Work, error: unknown): void {
    if (!this.#open.has(work)) return;
    work.abandon(error);
    this.#queue = this.#queue.filter((queued) => queued !== work);
    for (const worker of this.#workers) if (worker.flights.some(({ batch }) => batch.work === work)) worker.kill();
    this.end(work);
  }

  /** Looks for something to do once the caller has finished what it is doing, so that calls made together are seen together. */
  schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#dispatch();
    });
  }

  /** Resolves when every worker has loaded the module. */
  ready(): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#startError !== null) {
        reject(this.#startError);
        return;
      }
      if (this.#workers.length === this.size && this.#workers.every(({ state }) => state === 'ready')) {
        resolve();
        return;
      }
      this.#readyWaiters.push({ resolve, reject });
      this.#fill();
      for (const worker of this.#workers) worker.hold(true);
    });
  }

  #fill(): void {
    if (this.#state === 'terminated') return;
    while (this.#workers.length < this.size) {
      const start: StartData = { ...this.#start, worker: this.#nextWorker++ };
      const worker = new PoolWorker(start, this.#settings.link, {
        ready: (_, details) => {
          this.#observer?.workerReady?.(details);
          if (this.#readyWaiters.length > 0 && this.#workers.every(({ state }) => state === 'ready')) {
            for (const { resolve } of this.#readyWaiters.splice(0)) resolve();
            if (this.#open.size === 0) for (const each of this.#workers) each.hold(false);
          }
          this.#dispatch();
        },
        answered: (answering) => {
          this.#retireIfSpent(answering);
          this.#dispatch();
        },
        unfit: (_, stage, error) => this.#unfit(stage, error),
        refused: (work, error) => {
          work.abandon(error);
          this.#queue = this.#queue.filter((queued) => queued !== work);
          this.end(work);
        },
        returned: (work) => {
          if (!work.isDrained() && !this.#queue.includes(work)) this.#queue.unshift(work);
        },
        gone: (gone, exit) => this.#gone(gone, exit),
        chunk: (record) => this.#observer?.chunk?.(record),
      });
      worker.hold(this.#open.size > 0 || this.#readyWaiters.length > 0);
      this.#workers.push(worker);
    }
  }

  #dispatch(): void {
    if (this.#queue.length === 0) return;
    if (this.#workers.length < this.size) this.#fill();
    for (let work = this.#queue[0]; work !== undefined; work = this.#queue[0]) {
      if (work.isDrained()) {
        this.#queue.shift();
        continue;
      }
      const worker = this.#roomiest();
      if (worker === null) return;
      const most = this.#mostItems(work, worker);
      const estimateMs = (work.fn.itemMs ?? 0) * work.nextCount(most);
      if (!hasRoom(worker, work, estimateMs)) return;
      const batch = work.take(most);
      if (batch === null) {
        // It waits for its own input or its reader; what comes after it need not.
        this.#queue.shift();
        continue;
      }
      if (worker.post(batch, this.#nextBatch++, estimateMs)) worker.given += work.itemized ? 1 : batch.count;
      if (work.isDrained()) this.#queue.shift();
    }
  }

  #roomiest(): PoolWorker | null {
    let best: PoolWorker | null = null;
    const most = this.#settings.maxTasksPerChild ?? Infinity;
    for (const worker of this.#workers) {
      if (worker.state !== 'ready' || worker.given >= most) continue;
      if (worker.flights.length === 0) return worker;
      if (best === null || worker.loadMs < best.loadMs) best = worker;
    }
    return best;
  }

  /** Calls per message: as many as fill the look-ahead, fewer towards the end so that the last ones balance. */
  #mostItems(work: Work, worker: PoolWorker): number {
    if (work.timeoutMs !== null || work.exclusive) return 1;
    const { itemMs } = work.fn;
    const byCost = itemMs === null ? 1 : Math.floor(aheadMs / Math.max(itemMs, 1e-6));
    const byBalance = Math.ceil(work.left / (2 * this.size));
    const byLifetime = (this.#settings.maxTasksPerChild ?? Infinity) - worker.given;
    return Math.max(1, Math.min(byCost, byBalance, byLifetime, mostCalls));
  }

  #retireIfSpent(worker: PoolWorker): void {
    const most = this.#settings.maxTasksPerChild;
    if (most === null || worker.given < most || worker.flights.length > 0 || worker.state !== 'ready') return;
    worker.retire();
  }

  #unfit(stage: 'load' | 'initializer', cause: unknown): void {
    const what = stage === 'load' ? `The module ${this.#start.module} could not be loaded` : 'The initializer failed';
    const why = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    // A guard's message is what the user must read, so it is not wrapped.
    const error =
      cause instanceof Error && cause.name === 'NestedPoolError'
        ? cause
        : new WorkerStartError(`${what} in a worker: ${why}`, { cause });
    this.#startError = error;
    this.#failAll(error);
    for (const worker of this.#workers) worker.kill();
    for (const { reject } of this.#readyWaiters.splice(0)) reject(error);
  }

  #failAll(error: unknown): void {
    this.#queue = [];
    for (const work of this.#open) {
      work.abandon(error);
      this.#open.delete(work);
    }
  }

  #gone(worker: PoolWorker, exit: WorkerExit): void {
    this.#workers = this.#workers.filter((other) => other !== worker);
    this.#observer?.workerExited?.({ worker: worker.id, exitCode: exit.exitCode, signal: exit.signal });
    if (this.#state === 'terminated' || (this.#state === 'closed' && this.#open.size === 0)) {
      if (this.#workers.length === 0) for (const resolve of this.#endWaiters.splice(0)) resolve();
      return;
    }
    if (this.#startError !== null) {
      if (this.#open.size > 0) this.schedule();
      return;
    }
    if (!worker.wasReady && !exit.killed) {
      this.#unfit(
        'load',
        exit.error ?? new Error(`the worker exited with code ${exit.exitCode ?? exit.signal ?? 'unknown'}`),
      );
      return;
    }
    if (!exit.hadWork && exit.error instanceof Error) {
      const { name, message } = exit.error;
      emitWarning(`Worker ${worker.id} died of an error outside of any task: ${name}: ${message}`, {
        type: 'PoolWorkerWarning',
      });
    }
    // A worker that dies with nothing to do is not replaced before there is work: it could go on for ever.
    if (exit.hadWork || exit.killed || this.#open.size > 0 || this.#settings.maxTasksPerChild !== null) this.#fill();
    this.schedule();
  }

  #retireAll(): void {
    for (const worker of this.#workers) {
      worker.hold(true);
      if (worker.state === 'starting') worker.kill();
      else worker.retire();
    }
  }

  /** No more work is taken; the workers end when all of it is done. */
  close(): void {
    if (this.#state !== 'running') return;
    this.#state = 'closed';
    if (this.#open.size === 0) this.#retireAll();
  }

  /** Everything open fails and all workers are killed. */
  async terminate(): Promise<void> {
    if (this.#state !== 'terminated') {
      this.#state = 'terminated';
      const error = new PoolClosedError('The pool was terminated before the work was done.');
      this.#failAll(error);
      for (const { reject } of this.#readyWaiters.splice(0)) reject(error);
      for (const worker of this.#workers) {
        worker.hold(true);
        worker.kill();
      }
    }
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, longestEndMs)));
    await Promise.race([this.join(), late]);
    clearTimeout(timer);
    for (const worker of this.#workers) worker.hold(false);
  }

  /** Resolves when every worker has ended. */
  join(): Promise<void> {
    if (this.#workers.length === 0 && this.#open.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#endWaiters.push(resolve));
  }
}

/** Whether a worker may get this work before it has answered what it has. */
function hasRoom(worker: PoolWorker, work: Work, estimateMs: number): boolean {
  const last = worker.flights.at(-1)?.batch.work;
  if (last === undefined) return true;
  if (work.timeoutMs !== null || work.fn.itemMs === null || last.timeoutMs !== null) return false;
  if (last !== work && (last.exclusive || work.exclusive)) return false;
  return worker.flights.length < mostFlights && worker.loadMs + estimateMs <= aheadMs;
}
