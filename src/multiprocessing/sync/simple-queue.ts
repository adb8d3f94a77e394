import type { TransportKind } from './cell.ts';
import { checkCell } from './check-cell.ts';
import { Queue } from './queue.ts';
import { SharedHandle, toTransport, transportOf, type SharedTransport } from './shared-handle.ts';

/** A queue without limits: `get`, `put`, `empty`, `close` and nothing else. */
export class SimpleQueue<T = unknown> extends SharedHandle {
  readonly #queue: Queue<T>;

  constructor(queue: Queue<T> = new Queue<T>()) {
    super();
    if (!(queue instanceof Queue)) checkCell('SimpleQueue', queue, ' It has no limit; use Queue for one.');
    this.#queue = queue;
  }

  static fromTransport(transport: SharedTransport): SimpleQueue {
    return new SimpleQueue(Queue.fromTransport(transport));
  }

  put(item: T): Promise<void> {
    return this.#queue.put(item);
  }

  putSync(item: T): void {
    this.#queue.putSync(item);
  }

  get(): Promise<T> {
    return this.#queue.get();
  }

  getSync(): T {
    return this.#queue.getSync();
  }

  empty(): Promise<boolean> {
    return this.#queue.empty();
  }

  emptySync(): boolean {
    return this.#queue.emptySync();
  }

  close(): void {
    this.#queue.close();
  }

  override [toTransport](destination: TransportKind): SharedTransport {
    return transportOf('SimpleQueue', this.#queue[toTransport](destination).cells);
  }
}
