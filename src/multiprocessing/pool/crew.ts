import { clearTimeout, setTimeout } from 'node:timers';
import type { WorkerExit } from './describe-end.ts';
import { patienceMs } from './flights.ts';
import type { PoolObserver } from './observer.ts';
import type { PoolSettings } from './pool-options.ts';
import { PoolWorker, type PoolWorkerEvents } from './pool-worker.ts';
import type { StartData } from '../wire/protocol.ts';
import { dehydrate, withoutTickets } from '../wire/shared-handles.ts';
import { keepAlive } from '../sync/keep-alive.ts';
import { longestEndMs } from './worker-link.ts';

/** Events of a crew, for its scheduler. */
export interface CrewEvents extends Pick<PoolWorkerEvents, 'answered' | 'unfit' | 'refused' | 'returned'> {
  /** A worker can take work. */
  available(): void;
  gone(worker: PoolWorker, exit: WorkerExit & { flights: number }): void;
}

interface Waiter {
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** The workers of a pool: starts and counts them, keeps them alive or lets them go, and ends them together. */
export class Crew {
  readonly size: number;
  readonly #settings: PoolSettings;
  readonly #start: Omit<StartData, 'worker'>;
  readonly #observer: PoolObserver | undefined;
  readonly #events: CrewEvents;
  /** Releases the pipe ends in the initial arguments, which the pool holds while it has workers. */
  readonly #abandon: (() => void) | undefined;
  #workers: PoolWorker[] = [];
  #nextId = 0;
  #held = false;
  /** Stops keeping the program alive for all workers together: per worker it costs more than a message. */
  #letGo: (() => void) | null = null;
  #watch: NodeJS.Timeout | null = null;
  readonly #waitingForReady: Waiter[] = [];
  readonly #waitingForEnd: (() => void)[] = [];

  constructor(
    size: number,
    settings: PoolSettings,
    start: Omit<StartData, 'worker'>,
    observer: PoolObserver | undefined,
    events: CrewEvents,
  ) {
    this.size = size;
    this.#settings = settings;
    const sent = dehydrate(start.initargs, start.kind);
    this.#abandon = sent?.abandon;
    this.#start = sent === null ? start : { ...start, initargs: sent.args, shared: withoutTickets(sent.shared) };
    this.#observer = observer;
    this.#events = events;
  }

  get workers(): readonly PoolWorker[] {
    return this.#workers;
  }

  get #isReady(): boolean {
    return this.#workers.length === this.size && this.#workers.every(({ state }) => state === 'ready');
  }

  /** Starts the missing workers. */
  fill(): void {
    while (this.#workers.length < this.size) {
      const start: StartData = { ...this.#start, worker: this.#nextId++ };
      const worker = new PoolWorker(start, this.#settings.link, {
        ...this.#events,
        ready: (_, details) => {
          this.#observer?.workerReady?.(details);
          if (this.#isReady) {
            for (const { resolve } of this.#waitingForReady.splice(0)) resolve();
            this.#applyHold();
          }
          this.#events.available();
        },
        gone: (gone, exit) => {
          this.#workers = this.#workers.filter((other) => other !== gone);
          this.#applyHold();
          this.#observer?.workerExited?.({ worker: gone.id, exitCode: exit.exitCode, signal: exit.signal });
          this.#events.gone(gone, exit);
          if (this.#workers.length > 0) return;
          this.#abandon?.();
          for (const resolve of this.#waitingForEnd.splice(0)) resolve();
        },
        userMessage: ({ id }, message) => this.#settings.onMessage?.(message, id),
        recording: () => this.#observer?.chunk !== undefined && (this.#observer.recording?.() ?? true),
        chunk: (record) => this.#observer?.chunk?.(record),
      });
      this.#workers.push(worker);
    }
    this.#applyHold();
  }

  /** Resolves when every worker has loaded the module. */
  ready(): Promise<void> {
    if (this.#isReady) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#waitingForReady.push({ resolve, reject });
      this.fill();
    });
  }

  /** Rejects the promises returned by `ready`. */
  rejectReady(error: unknown): void {
    for (const { reject } of this.#waitingForReady.splice(0)) reject(error);
  }

  /** Sets whether the workers keep the program alive. */
  hold(holds: boolean): void {
    if (holds === this.#held) return;
    this.#held = holds;
    this.#applyHold();
  }

  #applyHold(): void {
    if ((this.#held || this.#waitingForReady.length > 0) && this.#workers.length > 0) this.#letGo ??= keepAlive();
    else {
      this.#letGo?.();
      this.#letGo = null;
    }
  }

  /** Returns the least loaded worker that has room for more, idle ones first. */
  roomiest(): PoolWorker | null {
    let best: PoolWorker | null = null;
    const most = this.#settings.maxTasksPerChild ?? Infinity;
    for (const worker of this.#workers) {
      if (worker.state !== 'ready' || worker.given >= most) continue;
      if (worker.flights.list.length === 0) return worker;
      if (worker.flights.asked) continue;
      if (best === null || worker.flights.loadMs < best.flights.loadMs) best = worker;
    }
    return best;
  }

  /** Asks for queued work back from workers whose running task blocks it. */
  watchQueued(): void {
    if (this.#watch !== null || !this.#workers.some(({ flights }) => flights.isQueued)) return;
    this.#watch = setTimeout(() => {
      this.#watch = null;
      for (const worker of this.#workers) worker.askBack();
      this.watchQueued();
    }, patienceMs).unref();
  }

  /** Lets workers end that have reached their maximum number of tasks. */
  retireIfSpent(worker: PoolWorker): void {
    const most = this.#settings.maxTasksPerChild;
    if (most === null || worker.given < most || worker.flights.list.length > 0 || worker.state !== 'ready') return;
    worker.retire();
  }

  /** Lets all workers end by themselves. */
  retireAll(): void {
    this.hold(true);
    for (const worker of this.#workers) {
      if (worker.state === 'starting') worker.kill(longestEndMs);
      else worker.retire();
    }
  }

  /** Kills all workers. */
  killAll(): void {
    for (const worker of this.#workers) worker.kill(longestEndMs);
  }

  /** Resolves when no worker is left. */
  ended(): Promise<void> {
    if (this.#workers.length === 0) return Promise.resolve();
    return new Promise((resolve) => this.#waitingForEnd.push(resolve));
  }

  /** Kills all workers and waits for them for a limited time. Those that remain do not keep the program alive. */
  async kill(): Promise<void> {
    this.hold(true);
    this.killAll();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, longestEndMs)));
    await Promise.race([this.ended(), late]);
    clearTimeout(timer);
    this.hold(false);
  }
}
