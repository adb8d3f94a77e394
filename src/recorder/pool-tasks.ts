import asyncHooks from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import { bornMs, nowMs } from './clock.ts';
import { construct, quietly } from './quietly.ts';
import type { ThreadLog } from './thread-log.ts';

/** Resources that Piscina and Tinypool create for each task; their `taskId` is also in the request. */
const isTask = (type: unknown): boolean => type === 'Piscina.Task' || type === 'Tinypool.Task';
/** Channel on which this package's pool publishes each chunk that it sends. */
const sentChannel = 'parallel-profiler.chunk.sent';
/** And each that a worker of it has run. */
const ranChannel = 'parallel-profiler.chunk.ran';
/** Tasks that wait at the same time; of more, the times are not known. */
const MOST_WAITING = 100_000;

const { getOwnPropertyDescriptor } = Object;

/** Records how long tasks of pools wait in the queue and, for the pool of this package, when they run. */
export class PoolTasks {
  readonly #log: ThreadLog;
  /** Tasks that were created since the last request was sent. Their ids are set after the constructor of the resource. */
  #created: { task: object; atMs: number }[] = [];
  readonly #waiting = new Map<unknown, number>();

  constructor(log: ThreadLog) {
    this.#log = log;
  }

  /** Begins to watch. Only pools that are loaded later are seen. */
  watch(): void {
    const created = (task: object): void => {
      if (this.#created.length < MOST_WAITING) this.#created.push({ task, atMs: nowMs() });
    };
    asyncHooks.AsyncResource = new Proxy(asyncHooks.AsyncResource, {
      construct(target, given: unknown[], newTarget) {
        const resource = construct(target, given, newTarget) as object;
        if (isTask(given[0])) quietly(() => created(resource));
        return resource;
      },
    });
    subscribe(sentChannel, (message) => {
      const { tasks, waitedMs } = message as { tasks: number; waitedMs: number };
      quietly(() => this.#log.queued(tasks, waitedMs));
    });
    subscribe(ranChannel, (message) => {
      const { tasks, startedMs, endedMs } = message as { tasks: number; startedMs: number; endedMs: number };
      quietly(() => this.#log.ran(tasks, startedMs, endedMs));
    });
  }

  /** A request is sent: if it is known since when its task waited, that is recorded. */
  sent(value: unknown, atMs: number): void {
    if (typeof value !== 'object' || value === null) return;
    const id: unknown = getOwnPropertyDescriptor(value, 'taskId')?.value;
    if (id === undefined) return;
    // Poolifier sends the time at which the task was given to it.
    const timestamp: unknown = getOwnPropertyDescriptor(value, 'timestamp')?.value;
    const sinceMs = typeof timestamp === 'number' ? bornMs + timestamp : this.#since(id);
    if (sinceMs !== undefined && sinceMs <= atMs) this.#log.queued(1, atMs - sinceMs);
  }

  #since(id: unknown): number | undefined {
    for (const { task, atMs } of this.#created)
      this.#waiting.set(getOwnPropertyDescriptor(task, 'taskId')?.value, atMs);
    this.#created = [];
    const since = this.#waiting.get(id);
    this.#waiting.delete(id);
    // Tasks that were aborted while they waited are never sent.
    if (this.#waiting.size > MOST_WAITING) this.#waiting.clear();
    return since;
  }
}
