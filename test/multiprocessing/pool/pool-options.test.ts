import { availableParallelism } from 'node:os';
import { describe, expect, test } from 'vitest';
import { Pool, setPrograms } from '../../../src/multiprocessing/index.ts';
import { square } from '../fixtures/tasks.ts';
import { kinds, poolOf, rejection, tasks } from '../kinds.ts';

describe('options of a pool', () => {
  test.each([0, -1, 2.5, '4', NaN, null])('a number of workers of %s is refused', (processes) => {
    expect(() => new Pool(tasks, { processes: processes as number })).toThrow(/processes/);
    expect(() => new Pool(tasks, { maxTasksPerChild: processes as number })).toThrow(/maxTasksPerChild/);
  });

  test('an unknown kind, a module that is not a URL and an initializer that is not a function are refused', () => {
    expect(() => new Pool(tasks, { kind: 'fibers' as 'threads' })).toThrow(/'threads' or 'processes', found "fibers"/);
    expect(() => new Pool('./tasks.ts')).toThrow(/absolute path/);
    expect(() => new Pool(undefined as unknown as string)).toThrow(/import\.meta\.url/);
    expect(() => new Pool(tasks, { initializer: 5 as unknown as string })).toThrow(
      /Expected initializer to be an exported function/,
    );
  });

  test('a missing worker program is named', () => {
    const programs = { threadWorker: '/nowhere/thread-worker.cjs' };
    expect(() => new Pool(tasks, { programs })).toThrow(/\/nowhere\/thread-worker\.cjs.*options\.programs/s);
  });

  test('the path of bundled programs is checked', () => {
    expect(() => setPrograms('./programs.js')).toThrow(/file: URL or an absolute path, found "\.\/programs\.js"/);
    expect(() => setPrograms(5 as unknown as string)).toThrow(TypeError);
    expect(() => setPrograms(new URL('file:///nowhere/programs.js'))).toThrow(/parallel-profiler\/programs/);
  });
});

describe.each(kinds)('options in %s', (kind) => {
  test('the default size is the available parallelism', async () => {
    await using pool = new Pool(tasks, { kind });
    expect(pool.processes).toBe(availableParallelism());
  });

  test('chunk sizes, timeouts and transfer lists are checked at the call', async () => {
    await using pool = poolOf(kind);
    await expect(pool.map(square, [1], { chunkSize: 0 })).rejects.toThrow(RangeError);
    await expect(pool.map(square, [1], { chunkSize: -1 })).rejects.toThrow(/at least 1, found -1/);
    await expect(pool.map(square, [1], { timeout: -5 })).rejects.toThrow(RangeError);
    await expect(pool.map(square, [1], { transfer: 5 as unknown as [] })).rejects.toThrow(TypeError);
    await expect(pool.map(square, 5 as unknown as number[])).rejects.toThrow(/iterable/);
    expect(
      (
        await rejection(
          pool.map(square, {
            length: -1,
            [Symbol.iterator]: () => {
              throw new Error('mine');
            },
          } as unknown as number[]),
        )
      ).message,
    ).toBe('mine');
  });

  test('an environment variable that is undefined is removed', async () => {
    process.env['POOL_TEST_REMOVED'] = 'yes';
    try {
      await using pool = poolOf(kind, { env: { POOL_TEST_REMOVED: undefined, POOL_TEST: 'yes' } });
      expect(await pool.apply('hasEnvironment', ['POOL_TEST_REMOVED'])).toBe(false);
      expect(await pool.apply('hasEnvironment', ['POOL_TEST'])).toBe(true);
    } finally {
      delete process.env['POOL_TEST_REMOVED'];
    }
  });

  test('env and execArgv reach the workers', async () => {
    await using pool = poolOf(kind, { env: { POOL_TEST: 'yes' }, execArgv: ['--no-warnings', ...process.execArgv] });
    expect(await pool.apply('readEnvironment', ['POOL_TEST'])).toBe('yes');
    expect(await pool.apply('readEnvironment', ['PATH'])).toBe(process.env['PATH']);
    expect(await pool.apply('readFlags', [])).toContain('--no-warnings');
  });
});
