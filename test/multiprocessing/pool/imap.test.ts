import { describe, expect, test } from 'vitest';
import { Event, TimeoutError } from '../../../src/multiprocessing/index.ts';
import { failAt, firstSlow, identity, passGate, square } from '../fixtures/tasks.ts';
import { kinds, poolOf, rejection } from '../kinds.ts';

function* upTo(count: number, failAtItem = Infinity): Generator<number> {
  for (let index = 0; index < count; index++) {
    if (index === failAtItem) throw new Error('the input failed');
    yield index;
  }
}

async function* laterUpTo(count: number): AsyncGenerator<number> {
  for (const item of upTo(count)) yield await Promise.resolve(item);
}

async function collect<T>(results: AsyncIterable<T>): Promise<{ values: T[]; error: unknown }> {
  const values: T[] = [];
  try {
    for await (const value of results) values.push(value);
  } catch (error) {
    return { values, error };
  }
  return { values, error: null };
}

describe.each(kinds)('imap in %s', (kind) => {
  test('yields results one by one in order, then ends', async () => {
    await using pool = poolOf(kind);
    const results = pool.imap(square, upTo(10));
    for (let index = 0; index < 10; index++) expect(await results.next()).toEqual({ value: index ** 2, done: false });
    expect(await results.next()).toEqual({ value: undefined, done: true });
    expect(await results.next()).toEqual({ value: undefined, done: true });
    expect((await collect(pool.imap(firstSlow, laterUpTo(30), { chunkSize: 4 }))).values).toEqual([...upTo(30)]);
    expect((await collect(pool.imap(square, []))).values).toEqual([]);
    expect((await collect(pool.imapUnordered(square, []))).values).toEqual([]);
  });

  test('unordered yields the same results, fast ones first', async () => {
    await using pool = poolOf(kind);
    await pool.ready();
    const gate = new Event();
    const values: number[] = [];
    for await (const value of pool.imapUnordered(
      passGate,
      [0, 1, 2, 3].map((n) => [n === 0 ? gate : null, n] as const),
    )) {
      if (values.push(value) === 3) await gate.set();
    }
    expect(values).toEqual([1, 2, 3, 0]);
  });

  test('reads its input only as far ahead as allowed', async () => {
    await using pool = poolOf(kind);
    let read = 0;
    function* counted(): Generator<number> {
      for (;;) yield read++;
    }
    const results = pool.imap(identity, counted(), { prefetch: 5 });
    await pool.ready();
    expect(read).toBe(5);
    for (let taken = 1; taken <= 7; taken++) {
      await results.next();
      expect(read).toBe(5 + taken);
    }
    await results.return();
    expect(await results.next()).toEqual({ value: undefined, done: true });
  });

  test('closes its input when the reader stops', async () => {
    await using pool = poolOf(kind);
    let closed = false;
    function* closing(): Generator<number> {
      try {
        for (let index = 0; ; index++) yield index;
      } finally {
        closed = true;
      }
    }
    for await (const value of pool.imap(identity, closing())) if (value === 3) break;
    expect(closed).toBe(true);
    expect(await pool.map(square, [3])).toEqual([9]);
  });

  test('an error of the input arrives unchanged, after the results before it', async () => {
    await using pool = poolOf(kind);
    const { values, error } = await collect(pool.imap(square, upTo(10, 3)));
    expect(values).toEqual([0, 1, 4]);
    expect(error).toMatchObject({ message: 'the input failed' });
    expect(error).not.toHaveProperty('itemIndex');
    for (const [chunkSize, expected] of [
      [2, 6],
      [4, 4],
    ] as const) {
      expect((await collect(pool.imap(square, upTo(20, 7), { chunkSize }))).values).toHaveLength(expected);
    }
  });

  test('an error of a task arrives at its position and ends the iteration', async () => {
    await using pool = poolOf(kind);
    const { values, error } = await collect(pool.imap(failAt, upTo(20), { chunkSize: 5 }));
    expect(values).toEqual([0, 1, 2]);
    expect(error).toMatchObject({ message: 'item 3 is out of range', itemIndex: 3 });
    expect(await pool.map(square, [3])).toEqual([9]);
  });

  test('next accepts a timeout and can be called again', async () => {
    await using pool = poolOf(kind);
    await pool.ready();
    const gate = new Event();
    const results = pool.imap(passGate, [[gate, 7]]);
    expect(await rejection(results.next(20))).toBeInstanceOf(TimeoutError);
    await gate.set();
    expect(await results.next()).toEqual({ value: 7, done: false });
  });

  test('memory stays flat however long the input is', async () => {
    await using pool = poolOf(kind);
    let most = 0;
    let sum = 0;
    globalThis.gc?.();
    const before = process.memoryUsage().heapUsed;
    for await (const value of pool.imap(identity<number>, upTo(300_000), { chunkSize: 500 })) {
      sum += value;
      if (value % 50_000 === 0) most = Math.max(most, process.memoryUsage().heapUsed - before);
    }
    expect(sum).toBe((300_000 * 299_999) / 2);
    // 300,000 results in an array of promises would be more than this; garbage between two collections is allowed for.
    expect(most).toBeLessThan(64 * 2 ** 20);
  });
});
