import { KeyNotFoundError } from './errors.ts';
import type { DictKey } from './manager-protocol.ts';

/** The dict as stored in the manager's thread, in insertion order. */
export class ManagedDict {
  readonly #entries: Map<DictKey, unknown>;

  constructor(entries: readonly (readonly [DictKey, unknown])[]) {
    this.#entries = new Map();
    this.update(entries);
  }

  get(key: DictKey): unknown {
    return this.#entries.get(key);
  }

  /** Python's `d[key]`. */
  item(key: DictKey): unknown {
    if (!this.#entries.has(key)) throw new KeyNotFoundError(`no key ${show(key)} in the dict`);
    return this.#entries.get(key);
  }

  set(key: DictKey, value: unknown): void {
    this.#entries.set(checkKey(key), value);
  }

  has(key: DictKey): boolean {
    return this.#entries.has(key);
  }

  delete(key: DictKey): boolean {
    return this.#entries.delete(key);
  }

  pop(key: DictKey): unknown {
    const value = this.item(key);
    this.#entries.delete(key);
    return value;
  }

  setDefault(key: DictKey, value: unknown): unknown {
    if (!this.#entries.has(key)) this.set(key, value);
    return this.#entries.get(key);
  }

  update(entries: readonly (readonly [DictKey, unknown])[]): void {
    for (const [key, value] of entries) this.set(key, value);
  }

  keys(): DictKey[] {
    return [...this.#entries.keys()];
  }

  values(): unknown[] {
    return [...this.#entries.values()];
  }

  items(): [DictKey, unknown][] {
    return [...this.#entries];
  }

  clear(): void {
    this.#entries.clear();
  }

  size(): number {
    return this.#entries.size;
  }
}

function checkKey(key: unknown): DictKey {
  if (key === null || ['string', 'number', 'bigint', 'boolean'].includes(typeof key)) return key as DictKey;
  throw new TypeError(`expected a string, number, bigint, boolean or null as key of a dict; found ${typeof key}`);
}

function show(key: DictKey): string {
  return typeof key === 'string' ? JSON.stringify(key) : String(key);
}
