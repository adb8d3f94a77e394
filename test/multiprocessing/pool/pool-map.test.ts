import { describe, expect, test } from 'vitest';
import { firstSlow, identity, power, square, squareLater } from '../fixtures/tasks.ts';
import { kinds, poolOf } from '../kinds.ts';

describe.each(kinds)('map in %s', (kind) => {
  test('returns the results of the serial map in input order, even if the first items are slowest', async () => {
    await using pool = poolOf(kind);
    const items = Array.from({ length: 10 }, (_, index) => index);
    expect(await pool.map(square, items)).toEqual(items.map(square));
    expect(await pool.map(squareLater, items)).toEqual(items.map(square));
    expect(await pool.map(firstSlow, items, { chunkSize: 1 })).toEqual(items);
  });

  test('accepts any iterable and a function by name, and returns [] for no items', async () => {
    await using pool = poolOf(kind);
    expect(await pool.map(square, new Set([3, 4]))).toEqual([9, 16]);
    expect(await pool.map('square', [5])).toEqual([25]);
    expect(await pool.map(square, new Float64Array([1.5, 2]))).toEqual([2.25, 4]);
    expect(await pool.map(square, [])).toEqual([]);
    expect(await pool.map(square, [], { chunkSize: 1 })).toEqual([]);
  });

  test('starmap spreads tuples, also in chunks of 20', async () => {
    await using pool = poolOf(kind);
    const tuples = Array.from({ length: 100 }, (_, index): [number, number] => [index, 2]);
    expect(
      await pool.starmap(power, [
        [2, 3],
        [3, 2],
      ]),
    ).toEqual([8, 9]);
    expect(await pool.starmap(power, tuples, { chunkSize: 20 })).toEqual(tuples.map(([base]) => base ** 2));
  });

  test('every value that packing might change arrives unchanged', async () => {
    await using pool = poolOf(kind);
    const lists: unknown[][] = [
      [0, -0, 1, 2, 3, 4, 5, 6],
      [NaN, Infinity, -Infinity, 2 ** 31, 1, 2, 3, 4, 5],
      [1, 2, 3, 4, 5, 6, 7, 8, 'nine'],
      [1.5, 2, 3, 4, 5, 6, 7, 8, null],
      Array.from({ length: 9 }, () => undefined),
      Array.from({ length: 9 }, () => true),
      [true, true, true, true, true, true, true, true, false],
      [10n, new Date(5), new Map([[1, { a: [] }]]), new Set(['x'])],
    ];
    for (const list of lists) {
      const results = await pool.map(identity, list, { chunkSize: list.length });
      expect(results).toStrictEqual(list);
      results.forEach((value, index) => expect(Object.is(value, list[index]) || typeof value === 'object').toBe(true));
    }
  });

  test('a hundred thousand items', async () => {
    await using pool = poolOf(kind);
    const items = Array.from({ length: 100_000 }, (_, index) => index);
    expect(await pool.map(identity, items)).toEqual(items);
  });
});
