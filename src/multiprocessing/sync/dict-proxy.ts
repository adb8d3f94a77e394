import { ManagedProxy, reviveProxy } from './managed-proxy.ts';
import type { DictKey } from './manager-protocol.ts';
import type { SharedTransport } from './shared-handle.ts';

/** A dict stored in a manager, with the methods of Python's dict. Values are copied in and out. */
export class DictProxy<K extends DictKey = DictKey, V = unknown> extends ManagedProxy {
  protected override readonly transportName = 'DictProxy';

  static fromTransport(transport: SharedTransport): DictProxy {
    return new DictProxy(...reviveProxy(transport));
  }

  /** Returns the value, or undefined if there is no such key. */
  get(key: K): Promise<V | undefined> {
    return this.ask('get', [key]) as Promise<V | undefined>;
  }

  getSync(key: K): V | undefined {
    return this.askSync('get', [key]) as V | undefined;
  }

  /** Returns the value, like Python's `d[key]`. @throws {KeyNotFoundError} there is no such key */
  item(key: K): Promise<V> {
    return this.ask('item', [key]) as Promise<V>;
  }

  itemSync(key: K): V {
    return this.askSync('item', [key]) as V;
  }

  /** Sets a value. To change a stored value, get it, change it and set it again: `get` returns a copy. */
  async set(key: K, value: V): Promise<void> {
    await this.ask('set', [key, value]);
  }

  setSync(key: K, value: V): void {
    this.askSync('set', [key, value]);
  }

  has(key: K): Promise<boolean> {
    return this.ask('has', [key]) as Promise<boolean>;
  }

  hasSync(key: K): boolean {
    return this.askSync('has', [key]) as boolean;
  }

  /** Deletes a key. Returns whether it existed. */
  delete(key: K): Promise<boolean> {
    return this.ask('delete', [key]) as Promise<boolean>;
  }

  deleteSync(key: K): boolean {
    return this.askSync('delete', [key]) as boolean;
  }

  /** Removes and returns a value. @throws {KeyNotFoundError} there is no such key */
  pop(key: K): Promise<V> {
    return this.ask('pop', [key]) as Promise<V>;
  }

  popSync(key: K): V {
    return this.askSync('pop', [key]) as V;
  }

  /** Returns the value of the key, which is set first if it does not exist. */
  setDefault(key: K, value: V): Promise<V> {
    return this.ask('setDefault', [key, value]) as Promise<V>;
  }

  setDefaultSync(key: K, value: V): V {
    return this.askSync('setDefault', [key, value]) as V;
  }

  /** Sets several values in one step. */
  async update(entries: readonly (readonly [K, V])[]): Promise<void> {
    await this.ask('update', [entries]);
  }

  updateSync(entries: readonly (readonly [K, V])[]): void {
    this.askSync('update', [entries]);
  }

  keys(): Promise<K[]> {
    return this.ask('keys', []) as Promise<K[]>;
  }

  keysSync(): K[] {
    return this.askSync('keys', []) as K[];
  }

  values(): Promise<V[]> {
    return this.ask('values', []) as Promise<V[]>;
  }

  valuesSync(): V[] {
    return this.askSync('values', []) as V[];
  }

  items(): Promise<[K, V][]> {
    return this.ask('items', []) as Promise<[K, V][]>;
  }

  itemsSync(): [K, V][] {
    return this.askSync('items', []) as [K, V][];
  }

  async clear(): Promise<void> {
    await this.ask('clear', []);
  }

  clearSync(): void {
    this.askSync('clear', []);
  }

  size(): Promise<number> {
    return this.ask('size', []) as Promise<number>;
  }

  sizeSync(): number {
    return this.askSync('size', []) as number;
  }
}
