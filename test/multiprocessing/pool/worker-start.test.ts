import { availableParallelism } from 'node:os';
import { describe, expect, test } from 'vitest';
import { Pool, WorkerStartError } from '../../../src/multiprocessing/index.ts';
import { failToInitialize, initialize, readGreeting, waitInVain } from '../fixtures/start-counter.ts';
import { kinds, rejection } from '../kinds.ts';

const counter = new URL('../fixtures/start-counter.ts', import.meta.url);
const broken = new URL('../fixtures/broken-module.ts', import.meta.url);
const stalled = new URL('../fixtures/stalled-module.ts', import.meta.url);
const nested = new URL('../fixtures/nested.ts', import.meta.url);

describe.each(kinds)('the start of workers in %s', (kind) => {
  test('the initializer runs once per worker, with its arguments, before any task', async () => {
    await using pool = new Pool(counter, { kind, processes: 2, initializer: initialize, initargs: ['hello'] });
    const greetings = await Promise.all(Array.from({ length: 20 }, () => pool.applyAsync(readGreeting, [])));
    expect(new Set(greetings)).toEqual(new Set(['hello 1']));
  });

  test('an initializer that throws fails the work, and workers are not restarted endlessly', async () => {
    const exits: number[] = [];
    await using pool = new Pool(counter, {
      kind,
      processes: 2,
      initializer: failToInitialize,
      observer: { workerExited: ({ worker }) => exits.push(worker) },
    });
    const error = await rejection(pool.map(readGreeting, [1]));
    expect(error).toBeInstanceOf(WorkerStartError);
    expect(error).toMatchObject({
      message: /initializer failed.*no database/.exec(error.message)?.input,
      cause: { name: 'TypeError' },
    });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(exits.length).toBeLessThanOrEqual(2);
  });

  test('initial arguments that cannot be cloned fail at the construction', () => {
    expect(() => new Pool(counter, { kind, initializer: initialize, initargs: [() => 1] })).toThrow(
      /could not be cloned/,
    );
  });

  test('a module that throws while it is loaded rejects ready and every call', async () => {
    await using pool = new Pool(broken, { kind, processes: 2 });
    expect(await rejection(pool.ready())).toMatchObject({
      name: 'WorkerStartError',
      cause: { name: 'RangeError', message: 'broken at load' },
    });
    expect(await rejection(pool.map('square', [1]))).toBeInstanceOf(WorkerStartError);
    expect(await rejection(pool.map('square', [1]))).toBeInstanceOf(WorkerStartError);
  });

  test('a module that awaits a promise that never settles rejects every call', async () => {
    await using pool = new Pool(stalled, { kind, processes: 2 });
    const error = await rejection(pool.map('isThere', [1]));
    expect(error).toBeInstanceOf(WorkerStartError);
    expect(error.message).toMatch(/stalled-module.ts could not be loaded.*promise that nothing can settle/);
  });

  test('an initializer that awaits a promise that never settles rejects every call', async () => {
    await using pool = new Pool(counter, { kind, processes: 2, initializer: waitInVain });
    const error = await rejection(pool.map(readGreeting, [1]));
    expect(error).toBeInstanceOf(WorkerStartError);
    expect(error.message).toMatch(/initializer failed.*promise that nothing can settle/);
  });

  test('a module that does not exist is named', async () => {
    await using pool = new Pool('/nowhere/at-all.mjs', { kind, processes: 1 });
    expect((await rejection(pool.ready())).message).toContain('/nowhere/at-all.mjs');
  });

  test('workers are replaced after maxTasksPerChild tasks, also with a backlog', async () => {
    await using pool = new Pool(counter, { kind, processes: 1, maxTasksPerChild: 3 });
    const calls = (await Promise.all(Array.from({ length: 8 }, () => pool.applyAsync('countCalls', [])))) as string[];
    expect(calls.map((call) => call.split(':')[1])).toEqual(['1', '2', '3', '1', '2', '3', '1', '2']);
    expect(new Set(calls.map((call) => call.split(':')[0])).size).toBe(3);
    // As in CPython, a chunk of a map is one task.
    expect(
      new Set((await pool.map('countCalls', [1, 2, 3, 4], { chunkSize: 4 })).map((call) => String(call).split(':')[0]))
        .size,
    ).toBe(1);
  });

  test('state of the module lasts from task to task on the same worker', async () => {
    await using pool = new Pool(counter, { kind, processes: 1 });
    const calls = await pool.map<number, string>('countCalls', [1, 2, 3]);
    expect(calls.map((call) => call.split(':')[1])).toEqual(['1', '2', '3']);
  });

  test('a pool in a task works, is reported, and is capped', async () => {
    await using pool = new Pool(nested, { kind, processes: 2 });
    const [size, results, warnings] = await pool.apply<[string, number], [number, number[], string[]]>('squareInPool', [
      kind,
      1000,
    ]);
    expect(results).toEqual([1, 4, 9]);
    expect(size).toBe(Math.max(1, Math.floor((4 * availableParallelism()) / 2)));
    expect(warnings).toContain('NestedPoolWarning');
  });
});
