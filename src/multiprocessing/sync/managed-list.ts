import { isDeepStrictEqual } from 'node:util';

/** The list as stored in the manager's thread. Negative positions count from the end, as in Python. */
export class ManagedList {
  readonly #elements: unknown[];

  constructor(elements: readonly unknown[]) {
    this.#elements = [...elements];
  }

  get(index: number): unknown {
    return this.#elements[this.#check(index)];
  }

  set(index: number, element: unknown): void {
    this.#elements[this.#check(index)] = element;
  }

  append(element: unknown): void {
    this.#elements.push(element);
  }

  extend(elements: readonly unknown[]): void {
    for (const element of elements) this.#elements.push(element);
  }

  insert(index: number, element: unknown): void {
    this.#elements.splice(index, 0, element);
  }

  pop(index: number): unknown {
    if (this.#elements.length === 0) throw new RangeError('pop from an empty list');
    return this.#elements.splice(this.#check(index), 1)[0];
  }

  remove(element: unknown): void {
    this.#elements.splice(this.index(element), 1);
  }

  index(element: unknown): number {
    const index = this.#elements.findIndex((other) => isDeepStrictEqual(other, element));
    if (index < 0) throw new RangeError('the element is not in the list');
    return index;
  }

  count(element: unknown): number {
    return this.#elements.filter((other) => isDeepStrictEqual(other, element)).length;
  }

  reverse(): void {
    this.#elements.reverse();
  }

  /** Sorts numbers by value and everything else as strings: Python's order, where comparison is defined. */
  sort(descending: boolean): void {
    this.#elements.sort((a, b) => (descending ? -1 : 1) * compare(a, b));
  }

  clear(): void {
    this.#elements.length = 0;
  }

  slice(start: number, end: number | null): unknown[] {
    return this.#elements.slice(start, end ?? this.#elements.length);
  }

  length(): number {
    return this.#elements.length;
  }

  #check(index: number): number {
    const { length } = this.#elements;
    const at = index < 0 ? index + length : index;
    if (Number.isInteger(index) && at >= 0 && at < length) return at;
    throw new RangeError(`index ${index} is outside the list of ${length} elements`);
  }
}

function compare(a: unknown, b: unknown): number {
  if (isNumber(a) && isNumber(b)) return a < b ? -1 : a > b ? 1 : 0;
  const [left, right] = [String(a), String(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function isNumber(value: unknown): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}
