import { describe, expect, test, vi } from 'vitest';
import { Event, TimeoutError } from '../../../src/multiprocessing/index.ts';
import { failAt, firstSlow, identity, passGate, power, square } from '../fixtures/tasks.ts';
import { kinds, poolOf, rejection } from '../kinds.ts';

describe.each(kinds)('asynchronous results in %s', (kind) => {
  test('apply and applyAsync return the value', async () => {
    await using pool = poolOf(kind);
    expect(await pool.apply(power, [2, 8])).toBe(256);
    const result = pool.applyAsync(power, [2, 3]);
    expect(result.ready()).toBe(false);
    expect(() => result.successful()).toThrow(/not ended/);
    expect(await result.get()).toBe(8);
    expect(await result).toBe(8);
    expect([result.ready(), result.successful()]).toEqual([true, true]);
  });

  test('get rejects after its timeout, and the call continues', async () => {
    await using pool = poolOf(kind);
    await pool.ready();
    const gate = new Event();
    const result = pool.applyAsync(passGate, [[gate, 250]]);
    const startedMs = performance.now();
    expect(await rejection(result.get(50))).toBeInstanceOf(TimeoutError);
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(45);
    await result.wait(1);
    expect(result.ready()).toBe(false);
    await gate.set();
    await result.wait();
    expect(result.successful()).toBe(true);
    expect(await result.get(0)).toBe(250);
  });

  test('callbacks are called once, with the whole result or the error', async () => {
    await using pool = poolOf(kind);
    const callback = vi.fn();
    const errorCallback = vi.fn();
    await pool.mapAsync(square, [1, 2, 3], { callback, errorCallback }).wait();
    await pool.starmapAsync(power, [[2, 2]], { callback, errorCallback }).wait();
    await pool.mapAsync(failAt, [3], { callback, errorCallback }).wait();
    await pool.applyAsync(failAt, [7], { callback, errorCallback }).wait();
    await Promise.resolve();
    expect(callback.mock.calls).toEqual([[[1, 4, 9]], [[4]]]);
    expect(errorCallback.mock.calls).toMatchObject([[{ message: /item 3/ }], [{ message: /item 7/ }]].map(() => [{}]));
    expect(errorCallback).toHaveBeenCalledTimes(2);
  });

  test('an empty mapAsync is ready at once', async () => {
    await using pool = poolOf(kind);
    expect(await pool.mapAsync(square, [], { chunkSize: 1 }).get(1000)).toEqual([]);
  });

  test('ten thousand calls at once all get their own result', async () => {
    await using pool = poolOf(kind);
    const results = await Promise.all(Array.from({ length: 10_000 }, (_, index) => pool.applyAsync(identity, [index])));
    expect(results).toEqual(Array.from({ length: 10_000 }, (_, index) => index));
  });

  test('a slow call does not delay the results of calls in the same message', async () => {
    await using pool = poolOf(kind, { processes: 1 });
    await Promise.all(Array.from({ length: 500 }, () => pool.applyAsync(passGate, [[null, 0]])));
    const gate = new Event();
    const order: number[] = [];
    const calls = [0, 1, 2, 3, 4].map((n) =>
      pool.applyAsync(passGate, [[n === 3 ? gate : null, n]], { callback: () => order.push(n) }),
    );
    await calls[2];
    expect(calls[3]?.ready()).toBe(false);
    await gate.set();
    await Promise.all(calls);
    expect(order).toEqual([0, 1, 2, 3, 4]);
  });

  test('a failing call does not affect the others', async () => {
    await using pool = poolOf(kind);
    const outcomes = await Promise.allSettled([1, 3, 4, 7].map((x) => pool.applyAsync(failAt, [x])));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected']);
    expect(await pool.map(firstSlow, [5, 6])).toEqual([5, 6]);
  });
});
