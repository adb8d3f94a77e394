import type { Transferable } from 'node:worker_threads';

/** Objects to move instead of copy: a list for the whole call, or a function per item. */
export type TransferChoice = readonly Transferable[] | ((item: never) => readonly Transferable[]);

/** @throws {TypeError} unless it is a list or a function */
export function checkTransfer(transfer: unknown): void {
  if (transfer === undefined || Array.isArray(transfer) || typeof transfer === 'function') return;
  throw new TypeError(
    `Expected transfer to be an array of transferable objects, or a function that gives one per item, found ${typeof transfer}.`,
  );
}

/** Finds the objects to move along with an item. A list is for the whole call, and each message may only name what it holds. */
export class TransferFinder {
  readonly #choose: ((item: unknown) => unknown) | null;
  readonly #wanted: ReadonlySet<unknown>;

  constructor(choice: TransferChoice) {
    this.#choose = typeof choice === 'function' ? (choice as (item: unknown) => unknown) : null;
    this.#wanted = new Set<unknown>(typeof choice === 'function' ? [] : choice);
  }

  /**
   * Adds the objects to move with that item.
   * @param seen objects that were searched for the same message
   * @throws errors of user code: the function, or getters of the item
   */
  find(item: unknown, found: Set<unknown>, seen: Set<object>): void {
    if (this.#choose === null) this.#search(item, found, seen);
    else for (const chosen of readChosen(this.#choose(item))) found.add(chosen);
  }

  /** Searches without recursion: an argument may be nested deeper than the stack allows. */
  #search(item: unknown, found: Set<unknown>, seen: Set<object>): void {
    if (found.size === this.#wanted.size) return;
    const stack: object[] = [];
    const visit = (value: unknown): void => {
      if (typeof value !== 'object' || value === null || seen.has(value)) return;
      seen.add(value);
      if (this.#wanted.has(value)) found.add(value);
      else stack.push(value);
    };
    visit(item);
    for (let value = stack.pop(); value !== undefined; value = stack.pop()) {
      if (ArrayBuffer.isView(value)) visit(value.buffer);
      else if (value instanceof Map) for (const entry of value) entry.forEach(visit);
      else if (value instanceof Set) value.forEach(visit);
      else Object.values(value).forEach(visit);
    }
  }
}

function readChosen(chosen: unknown): Iterable<unknown> {
  if (typeof chosen === 'object' && chosen !== null && Symbol.iterator in chosen) return chosen as Iterable<unknown>;
  const found = chosen === null ? 'null' : typeof chosen;
  throw new TypeError(`Expected the transfer function to give an array of transferable objects, found ${found}.`);
}
