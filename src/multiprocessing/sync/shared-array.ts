import { settled } from './cell.ts';
import { createElements, reviveElements, SharedElements, type ElementsOptions } from './shared-elements.ts';
import type { SharedTransport } from './shared-handle.ts';
import type { Element, ElementOf, TypeCode } from './type-codes.ts';

const revivedFrom = Symbol('revived from');

/**
 * Python's `Array`: a fixed number of elements of one type code that all workers see. Reads and writes of single
 * elements are atomic; hold the lock for more than one at a time. The package exports it as `Array` and as
 * `SharedArray`.
 */
export class SharedArray<C extends TypeCode> extends SharedElements<C> {
  readonly length: number;
  protected override readonly transportName = 'Array';
  protected override readonly transportData: { length: number };

  /** @param initial the elements, or their number (all 0) */
  constructor(
    code: C,
    initial: number | Iterable<ElementOf<C>>,
    options: ElementsOptions & { [revivedFrom]?: SharedTransport } = {},
  ) {
    const elements = typeof initial === 'number' ? [] : [...initial];
    const length = typeof initial === 'number' ? initial : elements.length;
    if (!Number.isInteger(length) || length < 0)
      throw new RangeError(`expected the length of the array or its elements; found ${String(length)}`);
    const source = options[revivedFrom];
    super(code, length, source === undefined ? createElements(code, length, options) : reviveElements(source));
    this.length = length;
    this.transportData = { length };
    if (elements.length > 0) this.setSliceSync(0, elements);
  }

  static fromTransport(transport: SharedTransport): SharedArray<TypeCode> {
    const { code, length } = transport.data as { code: TypeCode; length: number };
    return new SharedArray(code, length, { [revivedFrom]: transport });
  }

  /** Returns the element at an index; negative ones count from the end. */
  get(index: number): Promise<ElementOf<C>> {
    return this.elementAt(index);
  }

  getSync(index: number): ElementOf<C> {
    return this.elementAtSync(index);
  }

  set(index: number, element: ElementOf<C>): Promise<void> {
    return this.put(index, element);
  }

  setSync(index: number, element: ElementOf<C>): void {
    this.putSync(index, element);
  }

  /** Adds to one element atomically, without the lock, and returns the previous element. Not in Python. */
  add(index: number, delta: ElementOf<C>): Promise<ElementOf<C>> {
    return this.increase(index, delta);
  }

  addSync(index: number, delta: ElementOf<C>): ElementOf<C> {
    return this.increaseSync(index, delta);
  }

  /** Returns a copy of the elements from `start` to `end`, like `Array.prototype.slice`. */
  async slice(start = 0, end = this.length): Promise<ElementOf<C>[]> {
    const elements = this.memory?.slice(start, end) ?? settled(await this.cell.call('slice', [start, end]));
    return elements as ElementOf<C>[];
  }

  sliceSync(start = 0, end = this.length): ElementOf<C>[] {
    const elements = this.memory?.slice(start, end) ?? settled(this.cell.callSync('slice', [start, end]));
    return elements as ElementOf<C>[];
  }

  /** Writes elements starting at `start`. @throws {RangeError} they do not fit */
  async setSlice(start: number, elements: Iterable<ElementOf<C>>): Promise<void> {
    const list: Element[] = [...elements];
    if (this.memory === null) await this.cell.call('setSlice', [start, list]);
    else this.memory.setSlice(start, list);
  }

  setSliceSync(start: number, elements: Iterable<ElementOf<C>>): void {
    const list: Element[] = [...elements];
    if (this.memory === null) this.cell.callSync('setSlice', [start, list]);
    else this.memory.setSlice(start, list);
  }

  /** Iterates over the elements; in a process other than the array's own this blocks the thread. */
  [Symbol.iterator](): IterableIterator<ElementOf<C>> {
    return this.sliceSync()[Symbol.iterator]();
  }
}

/** Creates an array without a lock, Python's `RawArray`. */
export function RawArray<C extends TypeCode>(code: C, initial: number | Iterable<ElementOf<C>>): SharedArray<C> {
  return new SharedArray(code, initial, { lock: false });
}
