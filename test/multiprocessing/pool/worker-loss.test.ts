import { describe, expect, test } from 'vitest';
import { TimeoutError, WorkerLostError } from '../../../src/multiprocessing/index.ts';
import { exhaustMemory, exitAt, square, throwInTimer, throwLater, wait, waitForNothing } from '../fixtures/tasks.ts';
import { kinds, poolOf, rejection } from '../kinds.ts';

describe.each(kinds)('lost workers in %s', (kind) => {
  test('a task that exits fails with an error that names code and item; the worker is replaced', async () => {
    await using pool = poolOf(kind);
    const error = await rejection(pool.map(exitAt, [0, 1, 5, 0], { chunkSize: 1 }));
    expect(error).toBeInstanceOf(WorkerLostError);
    expect(error).toMatchObject({ items: { first: 2, count: 1 }, exitCode: 5, itemIndex: 2 });
    expect(error.message).toContain('code 5');
    expect(error.message).toContain('item 2 of exitAt');
    expect(await pool.map(square, [1, 2, 3])).toEqual([1, 4, 9]);
  });

  test('an exit with code 0 without a reply is a loss as well', async () => {
    await using pool = poolOf(kind);
    const outcomes = await pool.mapSettled(exitAt, [1, 100, 1], { chunkSize: 1 });
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((outcomes[1] as PromiseRejectedResult).reason).toMatchObject({ name: 'WorkerLostError', exitCode: 0 });
  });

  test('the calls after a lost one run in their order', async () => {
    await using pool = poolOf(kind, { processes: 1 });
    // It learns how long a task takes, so that the next ones travel ahead of the answers.
    await Promise.all(Array.from({ length: 200 }, () => pool.applyAsync(exitAt, [1])));
    const values: number[] = [];
    const callback = (value: number): void => void values.push(value);
    const calls = Array.from({ length: 30 }, (_, n) =>
      pool.applyAsync(exitAt, [n === 0 ? 100 : 100 + n], { callback }),
    );
    await Promise.allSettled(calls);
    // The rest of the lost message went down with it; what came after that did not.
    expect(values.length).toBeGreaterThan(0);
    expect(values).toEqual(calls.map((_, n) => 100 + n).slice(-values.length));
  });

  test('a promise that can never settle is reported, not awaited', async () => {
    await using pool = poolOf(kind);
    expect((await rejection(pool.apply(waitForNothing, []))).message).toContain('nothing is left to resolve');
    expect(await pool.map(square, [2])).toEqual([4]);
  });

  test('a timeout kills the worker of the slow item alone; the other items run', async () => {
    await using pool = poolOf(kind);
    const outcomes = await pool.mapSettled(wait, [1, 60_000, 2, 3], { timeout: 300, chunkSize: 4 });
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
    expect((outcomes[1] as PromiseRejectedResult).reason).toBeInstanceOf(TimeoutError);
  });

  test('a worker that runs out of memory is reported as such, and the pool continues', async () => {
    await using pool = poolOf(kind, { processes: 1, resourceLimits: { maxOldGenerationSizeMb: 24 } });
    const error = await rejection(pool.apply(exhaustMemory, []));
    expect(error).toBeInstanceOf(WorkerLostError);
    expect(error.message).toContain('out of memory');
    expect(await pool.map(square, [2])).toEqual([4]);
  });

  test('an error in a timer after the task does not affect its result, and the worker is replaced', async () => {
    let ended = (): void => undefined;
    const exited = new Promise<void>((resolve) => (ended = resolve));
    await using pool = poolOf(kind, { processes: 1, observer: { workerExited: () => ended() } });
    expect(await pool.apply(throwLater, [])).toBe('done');
    await exited;
    expect(await pool.map(square, [2])).toEqual([4]);
  });

  test('an uncaught error during a task is the cause of the loss', async () => {
    await using pool = poolOf(kind, { processes: 1 });
    const error = await rejection(pool.apply(throwInTimer, []));
    expect(error).toBeInstanceOf(WorkerLostError);
    expect(error.cause).toMatchObject({ message: 'thrown in a timer' });
  });
});
