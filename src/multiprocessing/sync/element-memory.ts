import {
  decodeElement,
  encodeElement,
  storageOf,
  unfit,
  type Element,
  type ElementView,
  type TypeCode,
} from './type-codes.ts';

/**
 * Elements of one type code in shared memory. Reads and writes of a single element are atomic; anything more needs a
 * lock.
 */
export class ElementMemory {
  readonly code: TypeCode;
  readonly length: number;
  readonly #view: ElementView;

  constructor(code: TypeCode, buffer: SharedArrayBuffer, offset: number, length: number) {
    this.code = code;
    this.length = length;
    this.#view = storageOf(code).view(buffer, offset, length);
  }

  get(index: number): Element {
    const at = this.indexOf(index);
    const view = this.#view;
    if (view instanceof Float32Array || view instanceof Float64Array) return view[at] ?? NaN;
    if (view instanceof BigInt64Array || view instanceof BigUint64Array) return Atomics.load(view, at);
    return decodeElement(this.code, Atomics.load(view, at));
  }

  set(index: number, element: unknown): void {
    const at = this.indexOf(index);
    const stored = encodeElement(this.code, element);
    const view = this.#view;
    if (view instanceof Float32Array || view instanceof Float64Array) view[at] = Number(stored);
    else if (view instanceof BigInt64Array || view instanceof BigUint64Array) Atomics.store(view, at, BigInt(stored));
    else Atomics.store(view, at, Number(stored));
  }

  /** Returns a copy. Negative positions count from the end, as in `Array.prototype.slice`. */
  slice(start: number, end: number): Element[] {
    const elements: Element[] = [];
    const [from, to] = this.#range(start, end);
    for (let i = from; i < to; i++) elements.push(this.get(i));
    return elements;
  }

  /** Writes elements starting at `start`. @throws {RangeError} they do not fit */
  setSlice(start: number, elements: readonly unknown[]): void {
    const [from] = this.#range(start, this.length);
    if (from + elements.length > this.length) {
      throw new RangeError(
        `${elements.length} elements do not fit from index ${from} on: the array has ${this.length} and cannot grow`,
      );
    }
    const encoded = elements.map((element) => encodeElement(this.code, element));
    encoded.forEach((stored, i) => this.set(from + i, decodeElement(this.code, stored)));
  }

  /** Adds atomically and returns the previous element. */
  add(index: number, delta: unknown): Element {
    const at = this.indexOf(index);
    if (this.code === 'c' || this.code === 'u')
      throw new TypeError(`Expected numbers to add to, found characters (type code '${this.code}').`);
    const view = this.#view;
    if (view instanceof Float64Array)
      return addFloat(
        view,
        new BigInt64Array(view.buffer, view.byteOffset, view.length),
        at,
        checkDelta(this.code, delta),
      );
    if (view instanceof Float32Array)
      return addFloat(
        view,
        new Int32Array(view.buffer, view.byteOffset, view.length),
        at,
        checkDelta(this.code, delta),
      );
    if (view instanceof BigInt64Array || view instanceof BigUint64Array) {
      if (typeof delta !== 'bigint') throw unfit(this.code, delta);
      for (let before = Atomics.load(view, at); ;) {
        const found = Atomics.compareExchange(view, at, before, BigInt(encodeElement(this.code, before + delta)));
        if (found === before) return before;
        before = found;
      }
    }
    const change = checkDelta(this.code, delta);
    // Not Atomics.add, which would wrap around at the end of the range.
    for (let before = Atomics.load(view, at); ;) {
      const found = Atomics.compareExchange(view, at, before, Number(encodeElement(this.code, before + change)));
      if (found === before) return before;
      before = found;
    }
  }

  /** Returns the position of an index. @throws {RangeError} there is none */
  indexOf(index: number): number {
    const at = index < 0 ? index + this.length : index;
    if (Number.isInteger(index) && at >= 0 && at < this.length) return at;
    throw new RangeError(`index ${index} is outside the array of ${this.length} elements`);
  }

  #range(start: number, end: number): [number, number] {
    const clamp = (i: number): number => Math.min(Math.max(i < 0 ? i + this.length : i, 0), this.length);
    return [clamp(start), clamp(end)];
  }
}

function checkDelta(code: TypeCode, delta: unknown): number {
  if (typeof delta === 'number') return delta;
  throw unfit(code, delta);
}

/** Adds to a float by compare-and-exchange, because floats have no atomic addition. */
function addFloat(
  view: Float32Array | Float64Array,
  bits: Int32Array | BigInt64Array,
  at: number,
  delta: number,
): number {
  const scratch = view instanceof Float64Array ? new Float64Array(1) : new Float32Array(1);
  for (;;) {
    if (bits instanceof BigInt64Array) {
      const before = Atomics.load(bits, at);
      const alias = new BigInt64Array(scratch.buffer);
      alias[0] = before;
      const old = scratch[0] ?? 0;
      scratch[0] = old + delta;
      if (Atomics.compareExchange(bits, at, before, alias[0]) === before) return old;
    } else {
      const before = Atomics.load(bits, at);
      const alias = new Int32Array(scratch.buffer);
      alias[0] = before;
      const old = scratch[0] ?? 0;
      scratch[0] = old + delta;
      if (Atomics.compareExchange(bits, at, before, alias[0]) === before) return old;
    }
  }
}
