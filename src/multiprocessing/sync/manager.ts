import { describeValue } from '../describe-value.ts';
import { checkList } from '../options/option-checks.ts';
import { Barrier, type BarrierOptions } from './barrier.ts';
import { callState } from './call-operations.ts';
import { checkCell } from './check-cell.ts';
import { Condition } from './condition.ts';
import { DictProxy } from './dict-proxy.ts';
import { Event } from './event.ts';
import { ListProxy } from './list-proxy.ts';
import { LocalCell } from './local-cell.ts';
import { Lock, RLock } from './lock.ts';
import { ManagerClient } from './manager-client.ts';
import type { DictKey } from './manager-protocol.ts';
import { Namespace } from './namespace.ts';
import { JoinableQueue, Queue } from './queue.ts';
import { BoundedSemaphore, Semaphore } from './semaphore.ts';
import { SharedArray } from './shared-array.ts';
import type { ElementOf, TypeCode } from './type-codes.ts';
import { Value } from './value.ts';
import { startProgram } from '../sibling-program.ts';

const firstBytes = 4096;
const maxBytes = 2 ** 30;

/** Start data of the manager's thread. */
export interface ManagerData {
  buffer: SharedArrayBuffer;
  registry: SharedArrayBuffer;
}

/**
 * Stores lists, dicts and namespaces that all workers change together. They are stored in a thread of this process,
 * which handles one request after the other, so that every call is atomic. The thread does not keep the program alive.
 */
export class Manager {
  readonly #client: ManagerClient;

  constructor(...excess: never[]) {
    checkCell('Manager', excess[0], ' It takes none.');
    const desk = LocalCell.create('call', callState(firstBytes), firstBytes, maxBytes);
    const { buffer, registry } = desk.monitor;
    this.#client = new ManagerClient(desk);
    const data: ManagerData = { buffer, registry: registry.buffer };
    const worker = startProgram('manager-server', { workerData: data, execArgv: [] });
    // If the thread ends before it has registered, callers would wait forever.
    worker.once('exit', () => void desk.call('close', []));
    worker.unref();
  }

  async list<T>(elements: readonly T[] = []): Promise<ListProxy<T>> {
    checkList('elements', elements);
    return new ListProxy<T>(this.#client, (await this.#client.ask({ type: 'create-list', elements })) as number);
  }

  listSync<T>(elements: readonly T[] = []): ListProxy<T> {
    checkList('elements', elements);
    return new ListProxy<T>(this.#client, this.#client.askSync({ type: 'create-list', elements }) as number);
  }

  /** @param entries pairs, or an object with these members */
  async dict<K extends DictKey, V>(entries: Entries<K, V> = []): Promise<DictProxy<K, V>> {
    const request = { type: 'create-dict', entries: pairs(entries) } as const;
    return new DictProxy<K, V>(this.#client, (await this.#client.ask(request)) as number);
  }

  dictSync<K extends DictKey, V>(entries: Entries<K, V> = []): DictProxy<K, V> {
    const request = { type: 'create-dict', entries: pairs(entries) } as const;
    return new DictProxy<K, V>(this.#client, this.#client.askSync(request) as number);
  }

  async Namespace<T extends object>(attributes: Partial<T> = {}): Promise<Namespace<T>> {
    const request = { type: 'create-dict', entries: Object.entries(attributes) } as const;
    return new Namespace<T>(this.#client, (await this.#client.ask(request)) as number);
  }

  NamespaceSync<T extends object>(attributes: Partial<T> = {}): Namespace<T> {
    const request = { type: 'create-dict', entries: Object.entries(attributes) } as const;
    return new Namespace<T>(this.#client, this.#client.askSync(request) as number);
  }

  /** These work without a manager too; they are here because Python's manager has them. */
  Lock(): Lock {
    return new Lock();
  }

  RLock(): RLock {
    return new RLock();
  }

  Semaphore(value = 1): Semaphore {
    return new Semaphore(value);
  }

  BoundedSemaphore(value = 1): BoundedSemaphore {
    return new BoundedSemaphore(value);
  }

  Condition(lock?: Lock | RLock): Condition {
    return new Condition(lock);
  }

  Event(): Event {
    return new Event();
  }

  Barrier(parties: number, options?: BarrierOptions): Barrier {
    return new Barrier(parties, options);
  }

  Queue<T = unknown>(maxSize = 0): Queue<T> {
    return new Queue<T>(maxSize);
  }

  JoinableQueue<T = unknown>(maxSize = 0): JoinableQueue<T> {
    return new JoinableQueue<T>(maxSize);
  }

  Value<C extends TypeCode>(code: C, initial?: ElementOf<C>): Value<C> {
    return new Value(code, initial);
  }

  Array<C extends TypeCode>(code: C, initial: number | Iterable<ElementOf<C>>): SharedArray<C> {
    return new SharedArray(code, initial);
  }

  /** Ends the manager. Further use of its objects throws a ClosedError. */
  shutdown(): void {
    this.#client.desk.callSync('close', []);
  }

  [Symbol.dispose](): void {
    this.shutdown();
  }
}

type Entries<K extends DictKey, V> = Iterable<readonly [K, V]> | Record<K & string, V>;

function pairs<K extends DictKey, V>(entries: Entries<K, V>): (readonly [DictKey, V])[] {
  if (typeof entries !== 'object' || (entries as unknown) === null) {
    throw new TypeError(`Expected pairs, or an object whose members they are, found ${describeValue(entries)}.`);
  }
  return Symbol.iterator in entries ? [...entries] : Object.entries<V>(entries as Record<string, V>);
}
