import { describeValue } from '../describe-value.ts';
import { readOptions, type OptionTable } from '../options/read-options.ts';
import { settled, type Cell, type TransportKind } from './cell.ts';
import { ElementMemory } from './element-memory.ts';
import { LocalCell } from './local-cell.ts';
import { Lock, LockBase, RLock } from './lock.ts';
import { memoryBytes, memoryState } from './memory-operations.ts';
import { settleRemote } from './remote-activity.ts';
import { RemoteMemory } from './remote-memory.ts';
import { reviveCell } from './revive-cell.ts';
import { SharedHandle, toTransport, transportOf, type SharedTransport } from './shared-handle.ts';
import type { Element, ElementOf, TypeCode } from './type-codes.ts';

/** The lock of a Value or an Array: `true` (the default) makes an RLock, `false` none. */
export interface ElementsOptions {
  lock?: boolean | Lock | RLock;
}

const elementsOptions: OptionTable<ElementsOptions> = {
  checks: {
    lock(name, value) {
      if (typeof value === 'boolean' || value instanceof LockBase) return;
      throw new TypeError(
        `Expected the option ${name} to be true, false, a Lock or an RLock, found ${describeValue(value)}.`,
      );
    },
  },
  positional: 'lock',
};

interface Parts {
  cell: Cell<'memory'>;
  lock: LockBase | null;
}

/** Base of Value and Array: elements of one type code, and optionally a lock. */
export abstract class SharedElements<C extends TypeCode> extends SharedHandle {
  readonly code: C;
  protected readonly cell: Cell<'memory'>;
  readonly #memory: ElementMemory | null = null;
  readonly #lock: LockBase | null;

  constructor(code: C, length: number, parts: Parts) {
    super();
    this.code = code;
    this.cell = parts.cell;
    this.#lock = parts.lock;
    if (parts.cell instanceof RemoteMemory) parts.cell.describe(code, length);
    if (parts.cell instanceof LocalCell) {
      const { buffer, heap } = parts.cell.monitor;
      this.#memory = new ElementMemory(code, buffer, heap.byteOffset, length);
    }
  }

  /** The memory itself, if this thread has it. */
  protected get memory(): ElementMemory | null {
    if (this.#memory !== null) settleRemote();
    return this.#memory;
  }

  /** Returns its lock. @throws {TypeError} it was created without one */
  getLock(): LockBase {
    if (this.#lock !== null) return this.#lock;
    throw new TypeError('it was made with { lock: false } and has no lock');
  }

  /** Runs the function while the lock is held. */
  withLock<R>(fn: () => R | PromiseLike<R>): Promise<R> {
    return this.getLock().withLock(fn);
  }

  /** Like `withLock`, for a synchronous function; blocks this thread until the lock is held. */
  withLockSync<R>(fn: () => R): R {
    return this.getLock().withLockSync(fn);
  }

  override [toTransport](destination: TransportKind): SharedTransport {
    const lock = this.#lock?.[toTransport](destination);
    return transportOf(
      this.transportName,
      { memory: this.cell.toTransport(destination) },
      lock === undefined ? {} : { lock },
      { code: this.code, ...this.transportData },
    );
  }

  protected abstract readonly transportName: string;
  protected abstract readonly transportData: Record<string, unknown>;

  protected async elementAt(index: number): Promise<ElementOf<C>> {
    return (this.memory?.get(index) ?? settled(await this.cell.call('get', [index]))) as ElementOf<C>;
  }

  protected elementAtSync(index: number): ElementOf<C> {
    return (this.memory?.get(index) ?? settled(this.cell.callSync('get', [index]))) as ElementOf<C>;
  }

  protected async put(index: number, element: Element): Promise<void> {
    if (this.memory === null) await this.cell.call('set', [index, element]);
    else this.memory.set(index, element);
  }

  protected putSync(index: number, element: Element): void {
    if (this.memory === null) this.cell.callSync('set', [index, element]);
    else this.memory.set(index, element);
  }

  protected async increase(index: number, delta: ElementOf<C>): Promise<ElementOf<C>> {
    const change = delta as number | bigint;
    return (this.memory?.add(index, change) ?? settled(await this.cell.call('add', [index, change]))) as ElementOf<C>;
  }

  protected increaseSync(index: number, delta: ElementOf<C>): ElementOf<C> {
    const change = delta as number | bigint;
    return (this.memory?.add(index, change) ?? settled(this.cell.callSync('add', [index, change]))) as ElementOf<C>;
  }
}

/** Memory for new elements, all 0. */
export function createElements(code: TypeCode, length: number, options: ElementsOptions): Parts {
  const { lock = true } = readOptions('Value and Array', options, elementsOptions);
  const bytes = memoryBytes(code, length);
  const cell = LocalCell.create('memory', memoryState(code, length), bytes);
  return { cell, lock: typeof lock === 'boolean' ? (lock ? new RLock() : null) : lock };
}

/** The parts of a Value or Array that arrived from another worker. */
export function reviveElements(transport: SharedTransport): Parts {
  const { lock } = transport.parts;
  const cell = reviveCell(transport, 'memory', 'memory');
  if (lock === undefined) return { cell, lock: null };
  return {
    cell,
    lock: lock.name === 'RLock' ? RLock.fromTransport(lock) : Lock.fromTransport(lock),
  };
}
