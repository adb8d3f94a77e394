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

/** What an element of this code is in JavaScript. */
export type ElementOf<C extends TypeCode> = C extends 'q' | 'Q' ? bigint : C extends 'c' | 'u' ? string : number;

export type Element = number | bigint | string;

/** What the elements are stored in. */
export type ElementView = ReturnType<Storage['view']>;

const codes = Object.keys(storages).join(' ');

/** The storage of a code; a TypeError names the codes there are. */
export function storageOf(code: string): Storage {
  const storage = (storages as Record<string, Storage>)[code];
  if (storage === undefined || !Object.hasOwn(storages, code))
    throw new TypeError(`expected a type code, one of ${codes}; found ${JSON.stringify(code)}`);
  return storage;
}

/** The number that stands for an element in its view; a TypeError says what was expected. */
export function encodeElement(code: TypeCode, element: unknown): number | bigint {
  const wanted = code === 'q' || code === 'Q' ? 'bigint' : code === 'c' || code === 'u' ? 'string' : 'number';
  if (typeof element !== wanted || (typeof element === 'string' && element.length !== 1)) {
    const expected = wanted === 'string' ? 'a string of one character' : `a ${wanted}`;
    throw new TypeError(`type code '${code}' expects ${expected}, found ${describeValue(element)}`);
  }
  return typeof element === 'string' ? element.charCodeAt(0) : (element as number | bigint);
}

/** The element that a number in the view stands for. */
export function decodeElement(code: TypeCode, stored: number | bigint): Element {
  return code === 'c' || code === 'u' ? String.fromCharCode(Number(stored)) : stored;
}

function describeValue(value: unknown): string {
  if (typeof value === 'string') return `the string ${JSON.stringify(value.slice(0, 20))}`;
  if (typeof value === 'number' || typeof value === 'bigint') return `the ${typeof value} ${value}`;
  return value === null ? 'null' : typeof value;
}
