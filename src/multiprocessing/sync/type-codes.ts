/** How a type code of Value and Array is stored. */
interface Storage {
  bytes: 1 | 2 | 4 | 8;
  /** The element type of the view: all are aligned, so that a single element is never seen half written. */
  view: (
    buffer: SharedArrayBuffer,
    offset: number,
    length: number,
  ) =>
    | Int8Array
    | Uint8Array
    | Int16Array
    | Uint16Array
    | Int32Array
    | Uint32Array
    | Float32Array
    | Float64Array
    | BigInt64Array
    | BigUint64Array;
}

const storages = {
  b: { bytes: 1, view: (b, o, n) => new Int8Array(b, o, n) },
  B: { bytes: 1, view: (b, o, n) => new Uint8Array(b, o, n) },
  c: { bytes: 1, view: (b, o, n) => new Uint8Array(b, o, n) },
  h: { bytes: 2, view: (b, o, n) => new Int16Array(b, o, n) },
  H: { bytes: 2, view: (b, o, n) => new Uint16Array(b, o, n) },
  u: { bytes: 2, view: (b, o, n) => new Uint16Array(b, o, n) },
  i: { bytes: 4, view: (b, o, n) => new Int32Array(b, o, n) },
  I: { bytes: 4, view: (b, o, n) => new Uint32Array(b, o, n) },
  l: { bytes: 4, view: (b, o, n) => new Int32Array(b, o, n) },
  L: { bytes: 4, view: (b, o, n) => new Uint32Array(b, o, n) },
  q: { bytes: 8, view: (b, o, n) => new BigInt64Array(b, o, n) },
  Q: { bytes: 8, view: (b, o, n) => new BigUint64Array(b, o, n) },
  f: { bytes: 4, view: (b, o, n) => new Float32Array(b, o, n) },
  d: { bytes: 8, view: (b, o, n) => new Float64Array(b, o, n) },
} as const satisfies Record<string, Storage>;

/**
 * The type codes of Python's `array` module: `b B` 8 bits, `h H` 16, `i I l L` 32, `q Q` 64 (as bigint), `f d` floats,
 * `c` one character up to U+00FF, `u` one UTF-16 code unit. Small letters are signed. `l` has 32 bits on every platform,
 * as in C on Windows, so that it is a plain number.
 */
export type TypeCode = keyof typeof storages;

/** JavaScript type of an element of this code. */
export type ElementOf<C extends TypeCode> = C extends 'q' | 'Q' ? bigint : C extends 'c' | 'u' ? string : number;

export type Element = number | bigint | string;

/** Storage of the elements. */
export type ElementView = ReturnType<Storage['view']>;

const codes = Object.keys(storages).join(' ');

/** The storage of a code; a TypeError names the codes there are. */
export function storageOf(code: string): Storage {
  const given: unknown = code;
  const storage =
    typeof given === 'string' && Object.hasOwn(storages, given)
      ? (storages as Record<string, Storage>)[given]
      : undefined;
  if (storage === undefined)
    throw new TypeError(`Expected a type code, one of ${codes}, found ${describeValue(code)}.`);
  return storage;
}

/** The least and the greatest integer of a code; `null` for floats, which hold any number. */
function rangeOf(code: TypeCode): [min: bigint, max: bigint] | null {
  if (code === 'f' || code === 'd') return null;
  const bits = BigInt(storages[code].bytes * 8);
  const signed = code === code.toLowerCase() && code !== 'c' && code !== 'u';
  return signed ? [-(2n ** (bits - 1n)), 2n ** (bits - 1n) - 1n] : [0n, 2n ** bits - 1n];
}

/** The numbers that a code of at most 32 bits holds, by code: looked up for each write. */
const numberRanges = new Map(
  (['b', 'B', 'h', 'H', 'i', 'I', 'l', 'L'] as const).map((code) => [
    code as string,
    (rangeOf(code) ?? []).map(Number),
  ]),
);

/**
 * Encodes an element as a number for its view.
 * @throws {TypeError} it is of another type
 * @throws {RangeError} it would be stored as another value
 */
export function encodeElement(code: TypeCode, element: unknown): number | bigint {
  if (typeof element === 'number') {
    const [min = NaN, max = NaN] = numberRanges.get(code) ?? [];
    if (code === 'd' || code === 'f' || (Number.isInteger(element) && element >= min && element <= max)) return element;
  } else if (typeof element === 'bigint') {
    if (code === 'q' && BigInt.asIntN(64, element) === element) return element;
    if (code === 'Q' && BigInt.asUintN(64, element) === element) return element;
  } else if (typeof element === 'string' && element.length === 1) {
    const unit = element.charCodeAt(0);
    if (code === 'u' || (code === 'c' && unit <= 0xff)) return unit;
  }
  throw unfit(code, element);
}

/** The error for an element that its code cannot store, or for a sum that it cannot. */
export function unfit(code: TypeCode, element: unknown): Error {
  const text = `Expected ${expectation(code)} for type code '${code}', found ${describeValue(element)}.`;
  const rightType = typeof element === (code === 'q' || code === 'Q' ? 'bigint' : 'number');
  return rightType && code !== 'c' && code !== 'u' ? new RangeError(text) : new TypeError(text);
}

function expectation(code: TypeCode): string {
  if (code === 'c') return 'a string of one character up to U+00FF';
  if (code === 'u') return 'a string of one UTF-16 code unit';
  const range = rangeOf(code);
  if (range === null) return 'a number';
  return `${storages[code].bytes === 8 ? 'a bigint' : 'an integer'} from ${range[0]} to ${range[1]}`;
}

/** Decodes a number in the view. */
export function decodeElement(code: TypeCode, stored: number | bigint): Element {
  return code === 'c' || code === 'u' ? String.fromCharCode(Number(stored)) : stored;
}

function describeValue(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 20));
  if (typeof value === 'bigint') return `the bigint ${value}n`;
  if (typeof value === 'number') return String(value);
  return value === null || value === undefined ? String(value) : `a value of type ${typeof value}`;
}
