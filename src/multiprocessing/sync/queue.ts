import { describeValue } from '../describe-value.ts';
import { checkCount } from '../options/option-checks.ts';
import { readOptions, type OptionTable } from '../options/read-options.ts';
import { checkTimeout, settled, type Cell, type TransportKind } from './cell.ts';
import { checkCell } from './check-cell.ts';
import { ClosedError, QueueEmptyError, QueueFullError } from './errors.ts';
import { fromBytes, toBytes } from './item-bytes.ts';
import { LocalCell } from './local-cell.ts';
import { queueState } from './queue-operations.ts';
import { reviveCell } from './revive-cell.ts';
import { SharedHandle, toTransport, transportOf, type SharedTransport } from './shared-handle.ts';
import { timedOut } from './turn.ts';

const firstBytes = 4096;
const defaultMaxBytes = 2 ** 30;

export interface QueueOptions {
  /**
   * Maximum memory for waiting items, in bytes; address space is reserved for it, memory is used as needed. Default 1
   * GiB.
   */
  maxBytes?: number;
}

const queueOptions: OptionTable<QueueOptions> = { checks: { maxBytes: checkCount }, positional: 'maxBytes' };

/**
 * A first-in-first-out queue between workers. Items are copied by structured clone when they are put. Unlike in Python
 * there is no feeder thread: when `put` returns, the item is in the queue, and values that cannot be cloned fail there.
 */
export class Queue<T = unknown> extends SharedHandle {
  protected readonly cell: Cell<'queue'>;
  #closed = false;

  /** @param maxSize maximum number of items; 0 for no limit */
  constructor(maxSize = 0, options?: QueueOptions, cell?: Cell<'queue'>) {
    super();
    if (!Number.isInteger(maxSize)) {
      throw new (typeof maxSize === 'number' ? RangeError : TypeError)(
        `Expected maxSize to be a whole number of items, found ${describeValue(maxSize)}. Write new Queue(maxSize, options).`,
      );
    }
    checkCell('Queue', cell);
    const { maxBytes = defaultMaxBytes } = readOptions('Queue', options, queueOptions);
    if (!(maxBytes >= firstBytes && maxBytes <= defaultMaxBytes))
      throw new RangeError(`Expected maxBytes from ${firstBytes} to ${defaultMaxBytes}, found ${maxBytes}.`);
    this.cell =
      cell ?? LocalCell.create('queue', queueState(firstBytes, Math.max(0, maxSize)), firstBytes, Math.ceil(maxBytes));
  }

  static fromTransport(transport: SharedTransport): Queue {
    return new this(0, {}, reviveCell(transport, 'queue', 'queue'));
  }

  /**
   * Puts an item, and waits for a free slot if the queue is full.
   * @throws {QueueFullError} no slot became free within `timeoutMs`
   * @throws {TypeError} the item cannot be cloned
   */
  async put(item: T, timeoutMs?: number): Promise<void> {
    this.#checkOpen();
    if ((await this.cell.call('put', [toBytes(item)], checkTimeout(timeoutMs))) === timedOut) throw full();
  }

  putSync(item: T, timeoutMs?: number): void {
    this.#checkOpen();
    if (this.cell.callSync('put', [toBytes(item)], checkTimeout(timeoutMs)) === timedOut) throw full();
  }

  /** `put` without waiting. */
  putNowait(item: T): Promise<void> {
    return this.put(item, 0);
  }

  putNowaitSync(item: T): void {
    this.putSync(item, 0);
  }

  /**
   * Removes and returns the oldest item, and waits for one if the queue is empty.
   * @throws {QueueEmptyError} no item arrived within `timeoutMs`
   */
  async get(timeoutMs?: number): Promise<T> {
    this.#checkOpen();
    const bytes = await this.cell.call('get', [], checkTimeout(timeoutMs));
    if (bytes === timedOut) throw empty();
    return fromBytes(bytes) as T;
  }

  getSync(timeoutMs?: number): T {
    this.#checkOpen();
    const bytes = this.cell.callSync('get', [], checkTimeout(timeoutMs));
    if (bytes === timedOut) throw empty();
    return fromBytes(bytes) as T;
  }

  /** `get` without waiting. */
  getNowait(): Promise<T> {
    return this.get(0);
  }

  getNowaitSync(): T {
    return this.getSync(0);
  }

  /** Returns the current number of items in the queue. */
  async qsize(): Promise<number> {
    return settled(await this.cell.call('size', [])).count;
  }

  qsizeSync(): number {
    return settled(this.cell.callSync('size', [])).count;
  }

  async empty(): Promise<boolean> {
    return (await this.qsize()) === 0;
  }

  emptySync(): boolean {
    return this.qsizeSync() === 0;
  }

  async full(): Promise<boolean> {
    return isFull(settled(await this.cell.call('size', [])));
  }

  fullSync(): boolean {
    return isFull(settled(this.cell.callSync('size', [])));
  }

  /** Closes the queue for this worker: its `put` and `get` then throw a ClosedError. Other workers are not affected. */
  close(): void {
    this.#closed = true;
  }

  override [toTransport](destination: TransportKind): SharedTransport {
    return transportOf(this.transportName, { queue: this.cell.toTransport(destination) });
  }

  protected readonly transportName: string = 'Queue';

  #checkOpen(): void {
    if (this.#closed) throw new ClosedError('Queue is closed');
  }
}

/**
 * A queue that knows when all its items have been processed: call `taskDone` for each item taken, and `join` to wait.
 */
export class JoinableQueue<T = unknown> extends Queue<T> {
  /** Marks an item taken before as processed. @throws {SharedStateError} called more often than items were put */
  async taskDone(): Promise<void> {
    await this.cell.call('taskDone', []);
  }

  taskDoneSync(): void {
    this.cell.callSync('taskDone', []);
  }

  /**
   * Waits until each item that was put has been processed; false if that took longer than `timeoutMs`.
   * @throws {HolderDiedError} a worker died before it called `taskDone` for an item it had taken
   */
  async join(timeoutMs?: number): Promise<boolean> {
    return (await this.cell.call('join', [], checkTimeout(timeoutMs))) !== timedOut;
  }

  joinSync(timeoutMs?: number): boolean {
    return this.cell.callSync('join', [], checkTimeout(timeoutMs)) !== timedOut;
  }

  protected override readonly transportName: string = 'JoinableQueue';
}

function isFull(size: { count: number; max: number }): boolean {
  return size.max > 0 && size.count >= size.max;
}

const full = (): Error => new QueueFullError('no place became free in the queue within the time allowed');
const empty = (): Error => new QueueEmptyError('no item came into the queue within the time allowed');
