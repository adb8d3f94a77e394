import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  Lock,
  RawArray,
  RawValue,
  RLock,
  SharedArray,
  Value,
  type ElementOf,
  type TypeCode,
} from '../../../src/multiprocessing/index.ts';
import { joinWell, start } from '../children.ts';
import { prefixSums, setValues } from '../fixtures/shared-tasks.ts';
import { kinds } from '../kinds.ts';

describe.each(kinds)('Value and Array in %s', (kind) => {
  test("a child's writes to values of any type code are visible here", async () => {
    const values = [
      new Value('i', 5),
      new Value('d', -1.5),
      new Value('h', 0),
      new Value('q', 0n),
      new Value('c', 'a'),
    ] as const;
    expect(values.map(({ value }) => value)).toEqual([5, -1.5, 0, 0n, 'a']);
    await joinWell(start(kind, setValues, [...values]));
    expect(values.map(({ value }) => value)).toEqual([-3, 3.25, 77, 2n ** 60n, 'x']);
  });

  test('prefix sums that a child computes in place are visible here', async () => {
    const array = new SharedArray('i', [680, 626, 934, 821, 150]);
    const raw = RawArray('d', 3);
    await joinWell(start(kind, prefixSums, [array, raw]));
    expect(await array.slice()).toEqual([680, 1306, 2240, 3061, 3211]);
    expect([...raw]).toEqual([0, 0.5, 0.25]);
  });
});

test('an array has a length, indices from both ends, slices and fixed bounds', async () => {
  const array = new SharedArray('i', 10);
  expect(array.length).toBe(10);
  expect(array.sliceSync()).toEqual(new Array<number>(10).fill(0));
  array.setSliceSync(0, [1, 2, 3, 4]);
  await array.set(-1, 9);
  expect([array.getSync(0), await array.get(-1), array.sliceSync(2, -5)]).toEqual([1, 9, [3, 4, 0]]);
  expect(() => array.getSync(10)).toThrow('index 10 is outside the array of 10 elements');
  expect(() => array.setSliceSync(8, [1, 2, 3])).toThrow('cannot grow');
  await array.add(0, 41);
  expect(array.addSync(0, -2)).toBe(42);
  expect(array.getSync(0)).toBe(40);
});

test('the lock is a new RLock, the one given, or none', () => {
  const lock = new Lock();
  expect(new Value('i').getLock()).toBeInstanceOf(RLock);
  expect(new Value('i', 0, { lock }).getLock()).toBe(lock);
  expect(new SharedArray('i', 2, { lock }).getLock()).toBe(lock);
  expect(() => new Value('i', 0, { lock: false }).getLock()).toThrow('has no lock');
  expect(() => RawValue('d', 1).getLock()).toThrow('has no lock');
  expect(() => new Value('i', 0, { lock: 'notalock' as unknown as boolean })).toThrow(
    'true, false, a Lock or an RLock',
  );
});

const limits = {
  b: [-128, 127],
  B: [0, 255],
  h: [-32768, 32767],
  H: [0, 65535],
  i: [-(2 ** 31), 2 ** 31 - 1],
} as const;
const wideLimits = { I: [0, 2 ** 32 - 1], l: limits.i, L: [0, 2 ** 32 - 1] } as const;
const integers = Object.entries({ ...limits, ...wideLimits }) as [keyof typeof limits, readonly [number, number]][];

/** The class of the error that each way to write an element throws, or what was read back. */
function writeAll<C extends TypeCode>(code: C, element: ElementOf<C>): Set<unknown> {
  const zero = (code === 'q' || code === 'Q' ? 0n : 0) as ElementOf<C>;
  const ways: (() => unknown)[] = [
    () => new Value(code, element).value,
    () => new SharedArray(code, [element]).getSync(0),
    ...[
      (array: SharedArray<C>) => array.setSync(1, element),
      (array: SharedArray<C>) => array.setSliceSync(0, [zero, element]),
      (array: SharedArray<C>) => array.addSync(1, element),
    ].map((write) => () => {
      const array = new SharedArray(code, 2);
      const outcome = outcomeOf(() => {
        write(array);
        return array.getSync(1);
      });
      return array.getSync(0) === zero ? outcome : 'a part was written';
    }),
    () => {
      const value = new Value(code, zero);
      value.value = element;
      return value.value;
    },
  ];
  return new Set(ways.map(outcomeOf));
}

function outcomeOf(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    return (error as Error).name;
  }
}

test('every way to write an integer keeps it or refuses it', () => {
  for (const [code, [min, max]] of integers) {
    const number = fc.oneof(
      fc.constantFrom(min - 1, min, max, max + 1, NaN, Infinity, -Infinity, 0.5, 1e300),
      fc.integer({ min: min - 300, max: max + 300 }),
      fc.double(),
    );
    fc.assert(
      fc.property(number, (element) => {
        const fits = Number.isInteger(element) && element >= min && element <= max;
        expect([code, element, ...writeAll(code, element)]).toEqual([code, element, fits ? element + 0 : 'RangeError']);
      }),
      { seed: 1, numRuns: 60, examples: [[1.5], [2 ** 31], [300], [-1], [40000]] },
    );
  }
  for (const code of ['q', 'Q'] as const) {
    const [min, max] = code === 'q' ? [-(2n ** 63n), 2n ** 63n - 1n] : [0n, 2n ** 64n - 1n];
    const bigint = fc.oneof(
      fc.constantFrom(min - 1n, min, max, max + 1n),
      fc.bigInt({ min: -(2n ** 66n), max: 2n ** 66n }),
    );
    fc.assert(
      fc.property(bigint, (element) => {
        expect([...writeAll(code, element)]).toEqual([element >= min && element <= max ? element : 'RangeError']);
      }),
      { seed: 1, numRuns: 60 },
    );
  }
});

test('a value of another type is refused by every way to write it', () => {
  for (const element of ['5', null, {}, true, 5n]) expect([...writeAll('i', element as never)]).toEqual(['TypeError']);
  for (const element of ['5', null, 5]) expect([...writeAll('q', element as never)]).toEqual(['TypeError']);
  for (const element of ['', 'ab', 5, '\u0100']) {
    expect(() => new Value('c', element as never)).toThrow("one character up to U+00FF for type code 'c', found");
  }
  expect(new Value('u', '\u0100').value).toBe('\u0100');
  expect(() => new Value('d', '1' as never)).toThrow('Expected a number for type code \'d\', found "1".');
});

test('floats are rounded to their code, and store NaN and infinities', () => {
  expect([new Value('f', 0.1).value, new Value('d', 0.1).value]).toEqual([Math.fround(0.1), 0.1]);
  expect([new Value('d', NaN).value, new Value('f', -Infinity).value]).toEqual([NaN, -Infinity]);
});

test('a sum beyond the range is refused and leaves the value as it was', () => {
  const byte = new Value('B', 250);
  expect(byte.addSync(5)).toBe(250);
  expect(() => byte.addSync(1)).toThrow("Expected an integer from 0 to 255 for type code 'B', found 256.");
  expect([byte.addSync(-255), byte.value]).toEqual([255, 0]);
  expect(() => byte.addSync(-1)).toThrow(RangeError);
  const large = new Value('Q', 2n ** 64n - 1n);
  expect(() => large.addSync(1n)).toThrow('found the bigint 18446744073709551616n');
  expect([large.addSync(-1n), large.value]).toEqual([2n ** 64n - 1n, 2n ** 64n - 2n]);
});

test('values that do not fit a type code are rejected, by types and at run time', () => {
  // @ts-expect-error -- 64-bit integers are bigints
  expect(() => new Value('q', 1)).toThrow(
    "Expected a bigint from -9223372036854775808 to 9223372036854775807 for type code 'q', found 1.",
  );
  // @ts-expect-error -- a text is no number
  expect(() => new Value('i', '5')).toThrow('found "5"');
  // @ts-expect-error -- there is no such code
  expect(() => new Value('z')).toThrow('Expected a type code, one of');
  for (const code of [Number, 5, undefined, null, ['i'], 'toString'])
    expect(() => new Value(code as never)).toThrow(/^Expected a type code, one of .*, found /);
  expect(() => new SharedArray(Number as never, 3)).toThrow('Expected a type code, one of');
  expect(() => new Value('c', 'ab')).toThrow('a string of one character');
  expect(() => new SharedArray('i', -1)).toThrow('expected the length');
  expect(() => new SharedArray('i', 1.5)).toThrow('expected the length');
});
