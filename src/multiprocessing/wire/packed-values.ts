/** Values that can be read by position. */
export interface Values {
  readonly length: number;
  readonly [index: number]: unknown;
}

/**
 * A list as sent to another isolate. Structured clone of an array visits every element; a typed array is one block that
 * can also be moved. Int32Array if all values are int32, because integer code runs slower on doubles.
 */
export type Packed =
  /** `count` times the same primitive. */
  | { same: undefined | null | boolean; count: number }
  | { numbers: Int32Array | Float64Array }
  /** Short texts in one, and where each ends. */
  | { text: string; ends: Int32Array }
  | { list: unknown[] };

/** Shorter lists are cheaper unpacked. */
export const shortestPacked = 8;

/** Returns whether an Int32Array preserves the number: -0 would become 0. */
export function isInt32(value: number): boolean {
  return (value | 0) === value && (value !== 0 || !Object.is(value, -0));
}

/**
 * Copies `values[from, to)` to the form that is fastest to send. The copy is never holey, because holey arrays clone
 * slowly.
 */
export function pack(values: Values, from = 0, to = values.length): Packed {
  const count = to - from;
  if (count >= shortestPacked) {
    if (values instanceof Int32Array || values instanceof Float64Array) return { numbers: values.slice(from, to) };
    const first = values[from];
    if (typeof first === 'number') {
      const numbers = packNumbers(values, from, to);
      if (numbers !== null) return { numbers };
    } else if (typeof first === 'string') {
      const texts = packTexts(values, from, to);
      if (texts !== null) return texts;
    } else if (first === undefined || first === null || typeof first === 'boolean') {
      let index = from + 1;
      while (index < to && values[index] === first) index++;
      if (index === to) return { same: first, count };
    }
  }
  const list: unknown[] = [];
  for (let index = from; index < to; index++) list.push(values[index]);
  return { list };
}

function packNumbers(values: Values, from: number, to: number): Int32Array | Float64Array | null {
  const integers = new Int32Array(to - from);
  let index = from;
  for (; index < to; index++) {
    const value = values[index];
    if (typeof value !== 'number' || !isInt32(value)) break;
    integers[index - from] = value;
  }
  if (index === to) return integers;
  const doubles = new Float64Array(to - from);
  for (let done = from; done < index; done++) doubles[done - from] = integers[done - from] ?? 0;
  for (; index < to; index++) {
    const value = values[index];
    if (typeof value !== 'number') return null;
    doubles[index - from] = value;
  }
  return doubles;
}

/**
 * V8 copies shorter strings out of a longer one in 60% of the time needed to clone each. Longer ones would keep all of
 * it alive, and clone faster separately.
 */
const longestJoinedText = 12;

/** Joins short strings; `null` if any value is something else. */
export function packTexts(values: Values, from: number, to: number): Packed | null {
  const texts: string[] = [];
  const ends = new Int32Array(to - from);
  let end = 0;
  for (let index = from; index < to; index++) {
    const value = values[index];
    if (typeof value !== 'string' || value.length > longestJoinedText) return null;
    texts.push(value);
    end += value.length;
    ends[index - from] = end;
  }
  return { text: texts.join(''), ends };
}

/** Copying fewer bytes is cheaper than moving them. */
const leastMovedBytes = 8192;

/** Returns the buffers that it owns and that are cheaper to move than to copy. */
export function ownBuffers(packed: Packed): ArrayBuffer[] {
  if (!('numbers' in packed) || packed.numbers.byteLength < leastMovedBytes) return [];
  return [packed.numbers.buffer as ArrayBuffer];
}

/** Returns the number of values in it. */
export function packedCount(packed: Packed): number {
  if ('same' in packed) return packed.count;
  if ('ends' in packed) return packed.ends.length;
  return 'numbers' in packed ? packed.numbers.length : packed.list.length;
}

/** Returns the values by position, without copying where possible. */
export function packedValues(packed: Packed): Values {
  if ('numbers' in packed) return packed.numbers;
  if ('list' in packed) return packed.list;
  const values = denseArray(packedCount(packed));
  putPacked(values, 0, packed);
  return values;
}

/** Copies the values to the elements starting at `at`, which must not be past the end, so that no holes appear. */
export function putPacked(target: unknown[], at: number, packed: Packed): void {
  if ('same' in packed) {
    for (let left = packed.count; left > 0; left--) target[at++] = packed.same;
  } else if ('numbers' in packed) {
    if (packed.numbers instanceof Int32Array) putIntegers(target, at, packed.numbers);
    else putDoubles(target, at, packed.numbers);
  } else if ('ends' in packed) {
    const { text, ends } = packed;
    let from = 0;
    for (const end of ends) {
      target[at++] = text.slice(from, end);
      from = end;
    }
  } else {
    for (const value of packed.list) target[at++] = value;
  }
}

// V8 compiles each function for one kind of list: a shared loop takes twice as long.
function putIntegers(target: unknown[], at: number, numbers: Int32Array): void {
  for (let index = 0; index < numbers.length; index++) target[at + index] = numbers[index];
}

function putDoubles(target: unknown[], at: number, numbers: Float64Array): void {
  for (let index = 0; index < numbers.length; index++) target[at + index] = numbers[index];
}

const zeros: number[] = [];
for (let left = 4096; left > 0; left--) zeros.push(0);

/**
 * Returns an array of zeros without holes, because holey arrays clone slowly. Setting its elements takes a third of the
 * time of pushing them, because the array need not grow.
 */
export function denseArray(length: number): unknown[] {
  const blocks = Math.floor(length / zeros.length);
  // V8 treats the result of `new Array(length)` as holey forever; `concat` keeps the kind of the blocks.
  return zeros.slice(0, length % zeros.length).concat(...Array.from({ length: blocks }, () => zeros));
}
