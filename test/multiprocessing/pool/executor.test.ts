import { describe, expect, test, vi } from 'vitest';
import {
  ALL_COMPLETED,
  asCompleted,
  BrokenProcessPool,
  BrokenThreadPool,
  CancelledError,
  Event,
  FIRST_COMPLETED,
  FIRST_EXCEPTION,
  PoolClosedError,
  ProcessPoolExecutor,
  ThreadPoolExecutor,
  TimeoutError,
  wait as waitFor,
} from '../../../src/multiprocessing/index.ts';
import { exitAt, failAt, passGate, power, square, wait } from '../fixtures/tasks.ts';
import { rejection, tasks } from '../kinds.ts';

const executors = [
  ['ThreadPoolExecutor', ThreadPoolExecutor, BrokenThreadPool],
  ['ProcessPoolExecutor', ProcessPoolExecutor, BrokenProcessPool],
] as const;

async function collect<T>(results: AsyncIterable<T>): Promise<T[]> {
  const values: T[] = [];
  for await (const value of results) values.push(value);
  return values;
}

describe.each(executors)('%s', (_, Executor, Broken) => {
  test('submit returns a future with result, error and callbacks', async () => {
    await using executor = new Executor(tasks, { maxWorkers: 2 });
    const future = executor.submit(power, 2, 8);
    const callback = vi.fn();
    future.addDoneCallback(callback);
    expect(await future.result()).toBe(256);
    expect([future.done(), future.running(), future.cancelled(), future.cancel()]).toEqual([true, false, false, false]);
    expect(await future.exception()).toBeNull();
    future.addDoneCallback(callback);
    await new Promise((resolve) => setTimeout(resolve, 1));
    expect(callback.mock.calls).toEqual([[future], [future]]);
    const failing = executor.submit(failAt, 3);
    expect(await failing.exception()).toBeInstanceOf(RangeError);
    await expect(failing.result()).rejects.toThrow('item 3');
  });

  test('map combines iterables, stops at the shortest, and fails at the failing item', async () => {
    await using executor = new Executor(tasks, { maxWorkers: 2 });
    expect(await collect(executor.map(power, [1, 2, 3], [2, 3, 2, 9]))).toEqual([1, 8, 9]);
    expect(await collect(executor.map(square, [1, 2, 3], { chunkSize: 2 }))).toEqual([1, 4, 9]);
    const values: number[] = [];
    const error = await rejection(
      (async () => {
        for await (const value of executor.map(failAt, [1, 2, 3, 4])) values.push(value);
      })(),
    );
    expect(values).toEqual([1, 2]);
    expect(error.message).toContain('item 3');
    expect(() => executor.map(square, [1], { chunkSize: -1 })).toThrow(RangeError);
    expect(() => executor.map(square, [1], { bufferSize: 0 })).toThrow(RangeError);
    expect(() => executor.map(square, [1], { bufferSize: 1, timeout: 5 })).toThrow(/either bufferSize or timeout/);
  });

  test('map with a timeout yields the results available by then', async () => {
    await using executor = new Executor(tasks, { maxWorkers: 2 });
    await executor.submit(square, 1).result();
    const gate = new Event();
    const results = executor.map(passGate, [[null, 0] as const, [gate, 1] as const], { timeout: 3000 });
    expect(await results.next()).toEqual({ value: 0, done: false });
    expect(await rejection(results.next())).toBeInstanceOf(TimeoutError);
    await gate.set();
  });

  test('map with a buffer limits how many calls it submits ahead of the reader', async () => {
    await using executor = new Executor(tasks, { maxWorkers: 2 });
    let read = 0;
    function* counted(): Generator<number> {
      while (read < 50) yield read++;
    }
    const results = executor.map(square, counted(), { bufferSize: 4 });
    await executor.submit(square, 1).result();
    expect(read).toBe(4);
    await results.next();
    expect(read).toBe(5);
    await results.return?.();
  });

  test('futures that have not begun can be cancelled', async () => {
    const executor = new Executor(tasks, { maxWorkers: 2 });
    const futures = Array.from({ length: 50 }, () => executor.submit(wait, 20));
    await Promise.race(futures.map((future) => future.result()));
    await executor.shutdown({ cancelFutures: true });
    const cancelled = futures.filter((future) => future.cancelled());
    expect(cancelled.length).toBeGreaterThan(25);
    expect(futures.every((future) => future.done())).toBe(true);
    expect(await rejection(cancelled[0]?.result() ?? Promise.resolve())).toBeInstanceOf(CancelledError);
    expect(() => executor.submit(square, 1)).toThrow(PoolClosedError);
  });

  test('wait separates futures by returnWhen', async () => {
    await using executor = new Executor(tasks, { maxWorkers: 2 });
    await executor.submit(square, 1).result();
    const gate = new Event();
    const first = [executor.submit(passGate, [null, 1]), executor.submit(passGate, [gate, 2])];
    expect((await waitFor(first, { returnWhen: FIRST_COMPLETED })).done).toEqual(new Set([first[0]]));
    expect((await waitFor(first, { timeout: 1 })).notDone).toEqual(new Set([first[1]]));
    await gate.set();
    expect((await waitFor(first, { returnWhen: ALL_COMPLETED })).notDone.size).toBe(0);
    await gate.clear();
    const failing = [executor.submit(failAt, 3), ...[1, 2].map((n) => executor.submit(passGate, [gate, n]))];
    const parted = await waitFor<number>(failing, { returnWhen: FIRST_EXCEPTION });
    expect(parted.done).toEqual(new Set([failing[0]]));
    await gate.set();
  });

  test('asCompleted yields every future once, in the order of completion', async () => {
    await using executor = new Executor(tasks, { maxWorkers: 2 });
    const done = executor.submit(square, 1);
    await done.result();
    const gate = new Event();
    const slow = executor.submit(passGate, [gate, 1]);
    const quick = executor.submit(passGate, [null, 2]);
    const ended: unknown[] = [];
    for await (const future of asCompleted([slow, quick, done, done])) if (ended.push(future) === 2) await gate.set();
    expect(ended).toEqual([done, quick, slow]);
    await gate.clear();
    const late = [1, 2].map((n) => executor.submit(passGate, [gate, n]));
    await expect(collect(asCompleted([done, quick, ...late], 20))).rejects.toThrow('2 (of 4) futures unfinished');
    await gate.set();
  });

  test('a lost worker breaks the executor: nothing hangs, each future has its own error', async () => {
    const executor = new Executor(tasks, { maxWorkers: 1 });
    const futures = [
      executor.submit(square, 1),
      executor.submit(exitAt, 5),
      ...[1, 2, 3].map((x) => executor.submit(wait, x)),
    ];
    const errors = await Promise.all(futures.map((future) => future.exception()));
    expect(errors[1]).toBeInstanceOf(Broken);
    expect((errors[1] as Error).cause).toMatchObject({ name: 'WorkerLostError', exitCode: 5 });
    for (const error of errors.slice(2)) expect(error).toBeInstanceOf(Broken);
    expect(new Set(errors.slice(1)).size).toBe(4);
    expect(() => executor.submit(square, 1)).toThrow(Broken);
    await executor.shutdown();
  });
});
