import { createHash } from 'node:crypto';

/** From this size on, the native hash is faster. */
const LONG_BYTES = 512;
/** Parts of one value that are digested, which takes about a second: a huge value must not hold up the run. */
const MOST_PARTS = 1_000_000;
/** Longer arrays of other values than numbers are digested in part. */
const MOST_ELEMENTS = 500_000;
const MOST_NUMBERS = 1 << 24;
/** Of a longer array, so many elements are digested, spread over all of it. */
const SAMPLED_ELEMENTS = 100_000;
/** Of larger objects, the first keys are digested, because sorting all takes too long. */
const MOST_KEYS = 500_000;
/** Longer strings and byte arrays are digested in part. */
const MOST_UNITS = 1 << 26;
const SLICES = 64;
const SLICE_UNITS = 1 << 20;

/**
 * Returns a 64-bit digest of a value's structure, equal for a value and its structured clone: key order and prototypes
 * are ignored, numbers are compared by value. The bytes of `v8.serialize` are unsuitable: they depend on V8's
 * representation of an array or number, which cloning changes. Cycles are followed once. Values of more than a million
 * parts or 64 MB are digested in part; which part depends on their structure only.
 */
export function digestValue(value: unknown): string {
  const lanes = new Uint32Array(2);
  digestInto(lanes, 0, value);
  return `${hex(lanes[0])}${hex(lanes[1])}`;
}

/** Writes the digest of `value` into two lanes starting at `at`. A number takes about 20 ns. */
export function digestInto(lanes: Uint32Array, at: number, value: unknown): void {
  state.first = FIRST_SEED;
  state.second = SECOND_SEED;
  state.parts = 0;
  try {
    feed(value, typeof value === 'object' && value !== null ? new Map<object, number>() : none);
  } catch {
    // A getter or a trap of a Proxy threw, or the value is nested too deeply. How far that got differs from call to call.
    state.first = FIRST_SEED;
    state.second = SECOND_SEED;
    word(TAGS.unreadable);
  }
  const first = finish(state.first ^ Math.imul(state.second, FIRST_FACTOR));
  lanes[at] = first;
  lanes[at + 1] = finish(state.second + first);
}

type Seen = Map<object, number>;

const none: Seen = new Map();
/** State of the current digest. Nothing below yields, so one is enough. */
const state = { first: 0, second: 0, parts: 0 };
const FIRST_SEED = 0x9e3779b9;
const SECOND_SEED = 0x7f4a7c15;
const FIRST_FACTOR = 0x85ebca6b;
const SECOND_FACTOR = 0xc2b2ae35;

const float = new Float64Array(1);
const floatWords = new Uint32Array(float.buffer);

const TAGS = {
  number: 1,
  string: 2,
  bigint: 3,
  true: 4,
  false: 5,
  undefined: 6,
  function: 7,
  symbol: 8,
  null: 9,
  cycle: 10,
  date: 11,
  pattern: 12,
  bytes: 13,
  map: 14,
  set: 15,
  error: 16,
  numbers: 17,
  array: 18,
  object: 19,
  unreadable: 20,
};

/**
 * Adds a word. Both lanes change with every word, and the second also depends on the first, so that no two changes
 * cancel out.
 */
function word(bits: number): void {
  const first = Math.imul(state.first ^ bits, FIRST_FACTOR);
  state.first = first ^ (first >>> 15);
  const second = Math.imul(state.second + state.first, SECOND_FACTOR) ^ bits;
  state.second = (second << 13) | (second >>> 19);
}

/** Applies the finalizer of MurmurHash3: every bit of the state affects every bit of the lane. */
function finish(bits: number): number {
  let mixed = bits ^ (bits >>> 16);
  mixed = Math.imul(mixed, FIRST_FACTOR);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, SECOND_FACTOR);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

function feed(value: unknown, seen: Seen): void {
  if (isFull()) return;
  state.parts++;
  switch (typeof value) {
    case 'number':
      word(TAGS.number);
      feedNumber(value);
      return;
    case 'string':
      feedText(TAGS.string, value);
      return;
    case 'bigint':
      feedText(TAGS.bigint, value.toString());
      return;
    case 'boolean':
      word(value ? TAGS.true : TAGS.false);
      return;
    case 'undefined':
      word(TAGS.undefined);
      return;
    case 'function':
      word(TAGS.function);
      return;
    case 'symbol':
      word(TAGS.symbol);
      return;
    case 'object':
      if (value === null) word(TAGS.null);
      else feedObject(value, seen);
  }
}

function isFull(): boolean {
  return state.parts >= MOST_PARTS;
}

function feedNumber(value: number): void {
  // NaN has many bit patterns but is one value.
  float[0] = Number.isNaN(value) ? Number.NaN : value;
  word(floatWords[0] ?? 0);
  word(floatWords[1] ?? 0);
}

function feedText(tag: number, text: string): void {
  word(tag);
  word(text.length);
  if (text.length > MOST_UNITS)
    for (const from of sliceStarts(text.length)) feedHash(text.slice(from, from + SLICE_UNITS));
  else if (text.length > LONG_BYTES) feedHash(text);
  else for (let index = 0; index < text.length; index++) word(text.charCodeAt(index));
}

function feedObject(value: object, seen: Seen): void {
  const before = seen.get(value);
  if (before !== undefined) {
    word(TAGS.cycle);
    word(before);
    return;
  }
  seen.set(value, seen.size);
  if (value instanceof Date) {
    word(TAGS.date);
    feedNumber(value.getTime());
  } else if (value instanceof RegExp) feedText(TAGS.pattern, `${value.source}/${value.flags}`);
  else if (ArrayBuffer.isView(value)) feedBytes(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
  else if (value instanceof ArrayBuffer || value instanceof SharedArrayBuffer) feedBytes(new Uint8Array(value));
  else if (value instanceof Map) {
    word(TAGS.map);
    word(value.size);
    for (const [key, item] of value) {
      if (isFull()) return;
      feed(key, seen);
      feed(item, seen);
    }
  } else if (value instanceof Set) {
    word(TAGS.set);
    word(value.size);
    for (const item of value) {
      if (isFull()) return;
      feed(item, seen);
    }
  } else if (value instanceof Error) feedText(TAGS.error, value.message);
  else if (Array.isArray(value)) feedArray(value, seen);
  else feedKeys(value as Record<string, unknown>, seen);
}

/** Adds an array. Holes count as `undefined`, and V8's representation of the array does not matter. */
function feedArray(value: readonly unknown[], seen: Seen): void {
  const areNumbers = value.length <= MOST_NUMBERS && isNumbers(value);
  word(areNumbers ? TAGS.numbers : TAGS.array);
  word(value.length);
  if (!areNumbers) feedElements(value, seen);
  else if (value.length * 8 > LONG_BYTES) feedHash(new Uint8Array(Float64Array.from(value).buffer));
  else for (const item of value) feedNumber(item);
}

function feedElements(values: readonly unknown[], seen: Seen): void {
  const step = values.length > MOST_ELEMENTS ? values.length / SAMPLED_ELEMENTS : 1;
  for (let position = 0; position < values.length && !isFull(); position += step)
    feed(values[Math.floor(position)], seen);
}

function isNumbers(value: readonly unknown[]): value is readonly number[] {
  return value.every((item) => typeof item === 'number');
}

function feedKeys(value: Record<string, unknown>, seen: Seen): void {
  const keys = Object.keys(value);
  word(TAGS.object);
  word(keys.length);
  for (const key of keys.length > MOST_KEYS ? keys : keys.sort()) {
    if (isFull()) return;
    feedText(TAGS.string, key);
    feed(value[key], seen);
  }
}

function feedBytes(bytes: Uint8Array): void {
  word(TAGS.bytes);
  word(bytes.byteLength);
  if (bytes.byteLength > MOST_UNITS)
    for (const from of sliceStarts(bytes.byteLength)) feedHash(bytes.subarray(from, from + SLICE_UNITS));
  else if (bytes.byteLength > LONG_BYTES) feedHash(bytes);
  else for (const byte of bytes) word(byte);
}

/** Returns where the slices that are digested begin; the last one ends where the content ends. */
function sliceStarts(length: number): number[] {
  return Array.from({ length: SLICES }, (_, slice) => Math.floor(((length - SLICE_UNITS) * slice) / (SLICES - 1)));
}

function feedHash(content: string | Uint8Array): void {
  const digest = createHash('sha1').update(content).digest();
  word(digest.readUInt32LE(0));
  word(digest.readUInt32LE(4));
}

function hex(lane = 0): string {
  return lane.toString(16).padStart(8, '0');
}
