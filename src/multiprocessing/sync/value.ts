import { createElements, reviveElements, SharedElements, type ElementsOptions } from './shared-elements.ts';
import type { SharedTransport } from './shared-handle.ts';
import type { ElementOf, TypeCode } from './type-codes.ts';

const revivedFrom = Symbol('revived from');

/**
 * One number or character that all workers see. Reading and writing are each atomic, but `value.value += 1` is a read
 * followed by a write: hold the lock around it, or use `add`.
 */
export class Value<C extends TypeCode> extends SharedElements<C> {
  protected override readonly transportName = 'Value';
  protected override readonly transportData = {};

  /** @throws {TypeError} for an unknown type code, an initial value of the wrong type, or a lock that is not a lock */
  constructor(code: C, initial?: ElementOf<C>, options: ElementsOptions & { [revivedFrom]?: SharedTransport } = {}) {
    const source = options[revivedFrom];
    super(code, 1, source === undefined ? createElements(code, 1, options) : reviveElements(source));
    if (source === undefined && initial !== undefined) this.putSync(0, initial);
  }

  static fromTransport(transport: SharedTransport): Value<TypeCode> {
    return new Value(transport.data['code'] as TypeCode, undefined, { [revivedFrom]: transport });
  }

  /** The value; in a process other than the value's own, access blocks the thread until the answer arrives. */
  get value(): ElementOf<C> {
    return this.elementAtSync(0);
  }

  set value(value: ElementOf<C>) {
    this.putSync(0, value);
  }

  get(): Promise<ElementOf<C>> {
    return this.elementAt(0);
  }

  set(value: ElementOf<C>): Promise<void> {
    return this.put(0, value);
  }

  getSync(): ElementOf<C> {
    return this.elementAtSync(0);
  }

  setSync(value: ElementOf<C>): void {
    this.putSync(0, value);
  }

  /** Adds atomically, without the lock, and returns the previous value. Not in Python. */
  add(delta: ElementOf<C>): Promise<ElementOf<C>> {
    return this.increase(0, delta);
  }

  addSync(delta: ElementOf<C>): ElementOf<C> {
    return this.increaseSync(0, delta);
  }
}

/** Creates a value without a lock, Python's `RawValue`. */
export function RawValue<C extends TypeCode>(code: C, initial?: ElementOf<C>): Value<C> {
  return new Value(code, initial, { lock: false });
}
