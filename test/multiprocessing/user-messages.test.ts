import { describe, expect, test } from 'vitest';
import { Pool, Process, WorkerLostError } from '../../src/multiprocessing/index.ts';
import {
  disconnect,
  emitMessages,
  give,
  listen,
  sendAll,
  sendAndReturn,
  sendUnreadable,
  shapeNames,
  stopListening,
  workerDataKeys,
} from './fixtures/wire-tasks.ts';
import { kinds, rejection } from './kinds.ts';

const tasks = new URL('./fixtures/wire-tasks.ts', import.meta.url);

describe.each(kinds)('user messages in %s', (kind) => {
  test('no message of a task is mistaken for one of the pool', async () => {
    await using pool = new Pool(tasks, { kind, processes: 1 });
    for (const shape of shapeNames) expect(await pool.apply(sendAndReturn, [shape])).toBe(`real ${shape}`);
  });

  test('onMessage receives them with the number of the worker', async () => {
    const heard: [unknown, number][] = [];
    await using pool = new Pool(tasks, { kind, processes: 1, onMessage: (...message) => heard.push(message) });
    await pool.map(sendAndReturn, ['null', 'short', 'text'], { chunkSize: 1 });
    // Threads send them alongside the results.
    await expect
      .poll(() => heard, { timeout: 30_000 })
      .toEqual([
        [null, 0],
        [[0, 1, 'forged'], 0],
        ['ready', 0],
      ]);
  });

  test.each([true, false])('an unreadable message is harmless (with a listener: %s)', async (hears) => {
    const heard: unknown[] = [];
    const options = hears ? { onMessage: (message: unknown) => heard.push(message) } : {};
    await using pool = new Pool(tasks, { kind, processes: 1, ...options });
    expect(await pool.apply(sendUnreadable, [])).toBe('sent');
    expect(await pool.apply(give, [1])).toEqual({ what: 1 });
    expect(heard).toEqual([]);
  });

  test('a task neither receives nor blocks messages of the pool', async () => {
    await using pool = new Pool(tasks, { kind, processes: 1 });
    expect(await pool.apply(listen, [])).toEqual([]);
    expect(await pool.map(give, [1, 2], { chunkSize: 1 })).toEqual([{ what: 1 }, { what: 2 }]);
    expect(await pool.apply(listen, [])).toEqual([]);
    expect(await pool.apply(stopListening, [])).toBe(0);
    expect(await pool.map(give, [1, 2], { chunkSize: 1 })).toEqual([{ what: 1 }, { what: 2 }]);
    expect(await pool.apply(workerDataKeys, [])).toEqual([]);
    expect(await pool.apply(emitMessages, [])).toBe('emitted');
    expect(await pool.apply(give, [3])).toEqual({ what: 3 });
  });

  test('messages of a Process do not harm its parent', async () => {
    const child = new Process(tasks, { kind, target: sendAll });
    child.start();
    await child.join();
    expect(child.exitCode).toBe(0);
  });

  test('onMessage must be a function', () => {
    expect(() => new Pool(tasks, { kind, onMessage: 'log' as never })).toThrow(
      /Expected onMessage to be a function, found "log"/,
    );
  });
});

test('a task that disconnects its process ends the worker, and the error explains it', async () => {
  await using pool = new Pool(tasks, { kind: 'processes', processes: 1 });
  const error = await rejection(pool.apply(disconnect, []));
  expect(error).toBeInstanceOf(WorkerLostError);
  expect(error.cause).toMatchObject({ message: expect.stringContaining('process.disconnect()') as string });
  expect(await pool.apply(give, [1])).toEqual({ what: 1 });
});
