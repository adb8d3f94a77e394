import { describe, expect, test } from 'vitest';
import { Lock, RawArray, RawValue, RLock, SharedArray, Value } from '../../src/multiprocessing/index.ts';
import { joinWell, start } from './children.ts';
import { prefixSums, setValues } from './fixtures/shared-tasks.ts';
import { kinds } from './kinds.ts';

describe.each(kinds)('Value and Array in %s', (kind) => {
  test('what a child writes to values of any type code is seen here', async () => {
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

  test('prefix sums that a child makes in place are seen here', async () => {
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

test('elements wrap around and round as the type code says', () => {
  const cases = [
    ['b', 200, -56],
    ['B', 300, 44],
    ['h', 40000, -25536],
    ['H', 70000, 4464],
    ['I', -1, 4294967295],
    ['L', 2 ** 32 + 1, 1],
    ['f', 0.1, Math.fround(0.1)],
    ['d', 0.1, 0.1],
  ] as const;
  for (const [code, given, kept] of cases) {
    const value = new Value(code, 0);
    value.value = given;
    expect([code, value.value]).toEqual([code, kept]);
  }
  expect(new Value('Q', -1n).value).toBe(2n ** 64n - 1n);
  expect(new Value('u', 'ß').value).toBe('ß');
});

test('what does not fit a type code is refused, in types as at run time', () => {
  // @ts-expect-error -- 64-bit integers are bigints
  expect(() => new Value('q', 1)).toThrow("type code 'q' expects a bigint, found the number 1");
  // @ts-expect-error -- there is no such code
  expect(() => new Value('z')).toThrow('expected a type code, one of');
  expect(() => new Value('c', 'ab')).toThrow('a string of one character');
  expect(() => new SharedArray('i', -1)).toThrow('expected the length');
  expect(() => new SharedArray('i', 1.5)).toThrow('expected the length');
});
