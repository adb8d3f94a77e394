import { describe, expect, test } from 'vitest';
import { failAt, makeThenable, settleAtOnce, square, throwAnything } from '../fixtures/tasks.ts';
import { kinds, poolOf, rejection } from '../kinds.ts';

describe.each(kinds)('errors of tasks in %s', (kind) => {
  test('a map is rejected with the error of the first failing item, and the pool continues', async () => {
    await using pool = poolOf(kind);
    const error = await rejection(pool.map(failAt, [7, 1, 3, 2], { chunkSize: 1 }));
    expect(error).toBeInstanceOf(RangeError);
    expect(error.message).toBe('item 7 is out of range');
    expect(error['itemIndex']).toBe(0);
    expect(error.stack).toContain('tasks.ts');
    expect(await pool.map(square, [2])).toEqual([4]);
  });

  test('mapSettled runs every item and reports every error', async () => {
    await using pool = poolOf(kind);
    const outcomes = await pool.mapSettled(failAt, [1, 3, 2, 7, 4], { chunkSize: 5 });
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(outcomes[4]).toEqual({ status: 'fulfilled', value: 4 });
    expect((outcomes[3] as PromiseRejectedResult).reason).toMatchObject({
      message: 'item 7 is out of range',
      itemIndex: 3,
    });
  });

  test('class name, code, cause and own properties of an error arrive', async () => {
    await using pool = poolOf(kind);
    const error = await rejection(pool.apply(throwAnything, ['custom']));
    expect(error.name).toBe('OrderError');
    expect(error).toMatchObject({
      code: 'E_ORDER',
      order: { id: 7, lines: ['a', 'b'] },
      cause: { name: 'TypeError', message: 'inner' },
    });
    expect(error.cause).toBeInstanceOf(TypeError);
    expect(error.stack).toContain('throwAnything');
    const many = await rejection(pool.apply(throwAnything, ['aggregate']));
    expect(many).toBeInstanceOf(AggregateError);
    expect((many as unknown as AggregateError).errors).toMatchObject([{ message: 'one' }, { message: 'two' }]);
  });

  test('thrown values other than errors, infinite recursion and rejected promises reject too', async () => {
    await using pool = poolOf(kind);
    await expect(pool.apply(throwAnything, ['text'])).rejects.toBe('just text');
    await expect(pool.apply(throwAnything, ['undefined'])).rejects.toBeUndefined();
    expect(await rejection(pool.apply(throwAnything, ['recursion']))).toBeInstanceOf(RangeError);
    expect((await rejection(pool.apply(throwAnything, ['rejected']))).message).toBe('rejected promise');
    expect((await rejection(pool.apply(throwAnything, ['function']))).message).toContain('cannot be cloned');
    expect(await pool.map(square, [2])).toEqual([4]);
  });

  test.each([1, 3])('a thenable is awaited, %s in a message', async (chunkSize) => {
    await using pool = poolOf(kind);
    const outcomes = await pool.mapSettled(makeThenable, ['fulfilled', 'rejected', 'getter throws', 'throws'], {
      chunkSize,
    });
    expect(
      outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : String(outcome.reason))),
    ).toEqual(['fulfilled', 'Error: rejected', 'Error: getter throws', 'Error: throws']);
    const many = Array.from({ length: 20_000 }, (_, n) => n);
    expect(await pool.map(settleAtOnce, many, { chunkSize: 10_000 })).toEqual(many);
  });
});
