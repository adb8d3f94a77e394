import { ManagedProxy, reviveProxy } from './managed-proxy.ts';
import type { SharedTransport } from './shared-handle.ts';

/** A list stored in a manager, with the methods of Python's list. Elements are copied in and out. */
export class ListProxy<T = unknown> extends ManagedProxy {
  protected override readonly transportName = 'ListProxy';

  static fromTransport(transport: SharedTransport): ListProxy {
    return new ListProxy(...reviveProxy(transport));
  }

  /** Returns the element at an index; negative ones count from the end. @throws {RangeError} there is none */
  get(index: number): Promise<T> {
    return this.ask('get', [index]) as Promise<T>;
  }

  getSync(index: number): T {
    return this.askSync('get', [index]) as T;
  }

  /** Replaces an element. To change a stored element, get it, change it and set it again: `get` returns a copy. */
  async set(index: number, element: T): Promise<void> {
    await this.ask('set', [index, element]);
  }

  setSync(index: number, element: T): void {
    this.askSync('set', [index, element]);
  }

  async append(element: T): Promise<void> {
    await this.ask('append', [element]);
  }

  appendSync(element: T): void {
    this.askSync('append', [element]);
  }

  async extend(elements: readonly T[]): Promise<void> {
    await this.ask('extend', [elements]);
  }

  extendSync(elements: readonly T[]): void {
    this.askSync('extend', [elements]);
  }

  /** Inserts an element before the one at the index. */
  async insert(index: number, element: T): Promise<void> {
    await this.ask('insert', [index, element]);
  }

  insertSync(index: number, element: T): void {
    this.askSync('insert', [index, element]);
  }

  /** Removes and returns an element, by default the last. @throws {RangeError} the list is empty */
  pop(index = -1): Promise<T> {
    return this.ask('pop', [index]) as Promise<T>;
  }

  popSync(index = -1): T {
    return this.askSync('pop', [index]) as T;
  }

  /** Removes the first element that is deeply equal. @throws {RangeError} there is none */
  async remove(element: T): Promise<void> {
    await this.ask('remove', [element]);
  }

  removeSync(element: T): void {
    this.askSync('remove', [element]);
  }

  /** Returns the index of the first deeply equal element. @throws {RangeError} there is none */
  index(element: T): Promise<number> {
    return this.ask('index', [element]) as Promise<number>;
  }

  indexSync(element: T): number {
    return this.askSync('index', [element]) as number;
  }

  /** Returns how many elements are deeply equal. */
  count(element: T): Promise<number> {
    return this.ask('count', [element]) as Promise<number>;
  }

  countSync(element: T): number {
    return this.askSync('count', [element]) as number;
  }

  async reverse(): Promise<void> {
    await this.ask('reverse', []);
  }

  reverseSync(): void {
    this.askSync('reverse', []);
  }

  /** Sorts numbers by value and everything else as strings. */
  async sort(descending = false): Promise<void> {
    await this.ask('sort', [descending]);
  }

  sortSync(descending = false): void {
    this.askSync('sort', [descending]);
  }

  async clear(): Promise<void> {
    await this.ask('clear', []);
  }

  clearSync(): void {
    this.askSync('clear', []);
  }

  /** Returns a copy of a range, by default of the whole list. */
  slice(start = 0, end: number | null = null): Promise<T[]> {
    return this.ask('slice', [start, end]) as Promise<T[]>;
  }

  sliceSync(start = 0, end: number | null = null): T[] {
    return this.askSync('slice', [start, end]) as T[];
  }

  length(): Promise<number> {
    return this.ask('length', []) as Promise<number>;
  }

  lengthSync(): number {
    return this.askSync('length', []) as number;
  }
}
