import type { ExecutorMapOptions } from '../pool/executor-map.ts';
import { AsyncResult, ResultState } from '../pool/async-result.ts';
import { Fifo } from '../pool/fifo.ts';
import { reviveError } from '../wire/error-data.ts';
import { withItemIndex } from '../wire/failing-item.ts';
import type { JobCall } from './job-call.ts';
import type { FromQueueWorker } from './protocol.ts';
import type { QueueClient, QueueTarget } from './queue-client.ts';

interface Chunk {
  /** Index of its first item. */
  first: number;
  count: number;
  call: JobCall;
  answer: ResultState<FromQueueWorker>;
}

/** The results of a map, in order. The first error ends it. */
export class QueueMap<R> implements AsyncIterableIterator<R, undefined> {
  readonly #client: QueueClient;
  readonly #target: QueueTarget;
  readonly #source: Iterator<unknown[]>;
  readonly #chunkSize: number;
  readonly #most: number;
  readonly #deadline: number;
  readonly #chunks = new Fifo<Chunk>();
  readonly #values = new Fifo<unknown>();
  /** The error that ends the map, after the values. */
  #error: { thrown: unknown } | null = null;
  #sourceError: { thrown: unknown } | null = null;
  #exhausted = false;
  #read = 0;
  #given = 0;
  #ended = false;
  #turn: Promise<unknown> = Promise.resolve();
  /** Called when the iteration has ended. */
  onEnd: (() => void) | null = null;

  constructor(
    client: QueueClient,
    target: QueueTarget,
    source: Iterator<unknown[]>,
    { chunkSize = 1, bufferSize = Infinity }: ExecutorMapOptions,
    deadline: number,
  ) {
    this.#client = client;
    this.#target = target;
    this.#source = source;
    this.#most = bufferSize;
    this.#chunkSize = Math.min(chunkSize, bufferSize);
    this.#deadline = deadline;
    this.#fill();
  }

  next(): Promise<IteratorResult<R, undefined>> {
    const step = this.#turn.then(() => this.#step());
    this.#turn = step.catch(() => undefined);
    return step;
  }

  return(): Promise<IteratorResult<R, undefined>> {
    this.end(null);
    return Promise.resolve({ value: undefined, done: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Ends the iteration: jobs that have not begun are dropped, and the results of the others are ignored. */
  end(error: { thrown: unknown } | null): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#error = error;
    this.#values.takeAll();
    for (const { call, answer } of this.#chunks.takeAll()) {
      this.#client.forget(call);
      answer.fail(error?.thrown);
    }
    if (!this.#exhausted) this.#source.return?.();
    this.#exhausted = true;
    this.onEnd?.();
  }

  async #step(): Promise<IteratorResult<R, undefined>> {
    for (;;) {
      if (this.#values.length > 0) {
        this.#given++;
        const value = this.#values.shift() as R;
        this.#fill();
        return { value, done: false };
      }
      if (this.#error !== null) {
        const { thrown } = this.#error;
        this.end(null);
        this.#error = null;
        throw thrown;
      }
      this.#fill();
      const chunk = this.#chunks.peek();
      if (chunk !== undefined) await this.#take(chunk);
      else if (this.#sourceError === null) {
        this.end(null);
        return { value: undefined, done: true };
      } else {
        this.#error = this.#sourceError;
        this.#sourceError = null;
      }
    }
  }

  async #take(chunk: Chunk): Promise<void> {
    try {
      const leftMs = this.#deadline - performance.now();
      const answer = await new AsyncResult(chunk.answer).get(leftMs === Infinity ? undefined : Math.max(0, leftMs));
      if (this.#ended) return;
      this.#chunks.shift();
      for (const value of answer.values) this.#values.push(value);
      const { failure } = answer;
      if (failure !== null)
        this.#error = { thrown: withItemIndex(reviveError(failure.error), chunk.first + failure.index) };
    } catch (thrown) {
      if (!this.#ended) this.end({ thrown });
    }
  }

  /** Submits as many items as may be ahead of the consumer. */
  #fill(): void {
    while (!this.#exhausted && this.#error === null && this.#read + this.#chunkSize - this.#given <= this.#most) {
      const items = this.#readChunk();
      if (items.length === 0) return;
      const answer = new ResultState<FromQueueWorker>();
      const first = this.#read;
      this.#read += items.length;
      const call = this.#client.send(items, this.#target, {
        done: (given) => answer.succeed(given),
        failed: (error) => answer.fail(withItemIndex(error, first)),
      });
      this.#chunks.push({ first, count: items.length, call, answer });
    }
  }

  #readChunk(): unknown[][] {
    const items: unknown[][] = [];
    try {
      while (items.length < this.#chunkSize) {
        const next = this.#source.next();
        if (next.done === true) {
          this.#exhausted = true;
          break;
        }
        items.push(next.value);
      }
    } catch (thrown) {
      // Items before it still run.
      this.#exhausted = true;
      this.#sourceError = { thrown };
    }
    return items;
  }
}
