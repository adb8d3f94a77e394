import { describe, expect, test } from 'vitest';
import { DataCloneError, move } from '../../../src/multiprocessing/index.ts';
import {
  bufferSize,
  fillShared,
  firstByte,
  identity,
  makeModule,
  makeThrowing,
  makeUnclonable,
  square,
} from '../fixtures/tasks.ts';
import { kinds, poolOf, rejection } from '../kinds.ts';

describe.each(kinds)('values sent to workers in %s', (kind) => {
  test('an argument that cannot be cloned names its item and affects no other call', async () => {
    await using pool = poolOf(kind);
    const other = pool.map(square, [1, 2, 3]);
    const error = await rejection(pool.map(identity, [1, () => 2, 3], { chunkSize: 3 }));
    expect(error).toBeInstanceOf(DataCloneError);
    expect(error.message).toMatch(/^Item 1 of identity cannot be sent/);
    expect(error['itemIndex']).toBe(1);
    expect(await rejection(pool.apply(identity, [Symbol('x')]))).toBeInstanceOf(DataCloneError);
    const outcomes = await pool.mapSettled(identity, [1, () => 2, 3, () => 4, 5], { chunkSize: 5 });
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(await other).toEqual([1, 4, 9]);
  });

  test('a result that cannot be cloned names its item; the others arrive', async () => {
    await using pool = poolOf(kind);
    const outcomes = await pool.mapSettled(makeUnclonable, [1, 2, 3], { chunkSize: 3 });
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    const error = await rejection(pool.map(makeUnclonable, [1, 2, 3], { chunkSize: 3 }));
    expect(error).toMatchObject({ name: 'DataCloneError', itemIndex: 1 });
    expect(error.message).toContain('cannot be sent back');
    const thrown = await rejection(pool.apply(makeThrowing, ['no full stop']));
    expect(thrown.message).toContain('cannot be sent back: no full stop. Return plain data');
    expect(await pool.map(square, [2])).toEqual([4]);
  });

  test('the caller may change an argument once the call was made and posted', async () => {
    await using pool = poolOf(kind);
    await pool.ready();
    const item = { value: [1] };
    const result = pool.map(identity, [item]);
    await Promise.resolve();
    await Promise.resolve();
    item.value.push(2);
    expect(await result).toEqual([{ value: [1] }]);
  });

  test('a view is sent without the buffer around it', async () => {
    await using pool = poolOf(kind);
    const whole = new Uint8Array(1_000_000).fill(7);
    expect(await pool.map(bufferSize, [whole.subarray(10, 20)])).toEqual(
      kind === 'threads' ? [10] : [expect.any(Number)],
    );
    expect(await pool.map(firstByte, [whole.subarray(10, 20), Buffer.from([9, 8])])).toEqual([7, 9]);
    expect(whole.byteLength).toBe(1_000_000);
  });
});

describe('moving to threads', () => {
  test('listed buffers are moved with the items that hold them', async () => {
    await using pool = poolOf('threads');
    const arrays = [1, 2, 3, 4].map((value) => new Uint8Array(1000).fill(value));
    const transfer = arrays.map(({ buffer }) => buffer);
    expect(await pool.map(firstByte, arrays, { transfer, chunkSize: 1 })).toEqual([1, 2, 3, 4]);
    expect(arrays.map(({ byteLength }) => byteLength)).toEqual([0, 0, 0, 0]);
    const one = new Uint8Array(8).fill(5);
    expect(await pool.apply(firstByte, [one], { transfer: [one.buffer] })).toBe(5);
    expect(one.byteLength).toBe(0);
    const each = new Uint8Array(8).fill(6);
    expect(await pool.map(firstByte, [each], { transfer: (item: Uint8Array<ArrayBuffer>) => [item.buffer] })).toEqual([
      6,
    ]);
    expect(each.byteLength).toBe(0);
  });

  test('shared memory is shared', async () => {
    await using pool = poolOf('threads');
    const shared = new Int32Array(new SharedArrayBuffer(4));
    await pool.map(fillShared, [shared]);
    expect(shared[0]).toBe(42);
  });

  test('a result can be moved back', async () => {
    await using pool = poolOf('threads', { processes: 1 });
    const result = await pool.apply('makeMoved', [16]);
    expect(result).toEqual(new Uint8Array(16).fill(1));
    expect(await pool.apply('lastMovedSize', [])).toBe(0);
    expect(move(new Uint8Array(1)).byteLength).toBe(1);
  });
});

test('a value bound to one process fails alone, as argument and as result', async () => {
  await using pool = poolOf('processes');
  const other = pool.map(square, [1, 2, 3]);
  for (const how of ['returned', 'inside'] as const) {
    const error = await rejection(pool.apply(makeModule, [how]));
    expect(error).toMatchObject({
      name: 'DataCloneError',
      message: expect.stringMatching(/pool of threads/) as string,
    });
    const item = await rejection(pool.apply(identity, [makeModule(how)]));
    expect(item).toMatchObject({
      name: 'DataCloneError',
      message: expect.stringMatching(/^A call of identity cannot be read/) as string,
    });
  }
  await rejection(pool.apply(makeModule, ['thrown']));
  const outcomes = await pool.mapSettled(identity, [1, makeModule('inside'), 3], { chunkSize: 1 });
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(await other).toEqual([1, 4, 9]);
});

test('shareable values arrive in threads', async () => {
  await using pool = poolOf('threads');
  expect(String(await pool.apply(makeModule, ['returned']))).toBe('[object WebAssembly.Module]');
});
