import { describe, expectTypeOf, test } from 'vitest';
import type { AsyncResult, ImapIterator, Pool, ThreadPoolExecutor, Future } from '../../src/multiprocessing/index.ts';
import type * as Tasks from './fixtures/tasks.ts';

declare const pool: Pool;
declare const executor: ThreadPoolExecutor;
declare const tasks: typeof Tasks;

/** Never called: it has only to compile, which the type check of the whole tree holds it to. */
export function onlyCompiled(): void {
  // @ts-expect-error a string is no number
  void pool.map(tasks.square, ['a']);
  // @ts-expect-error one argument is missing
  void pool.starmap(tasks.power, [[1]]);
  // @ts-expect-error a tuple of the wrong types
  void pool.starmap(tasks.power, [[1, 'b']]);
  // @ts-expect-error too few arguments
  void pool.apply(tasks.power, [1]);
  // @ts-expect-error a wrong argument
  pool.applyAsync(tasks.square, ['a']);
  // @ts-expect-error a wrong item
  pool.imap(tasks.square, ['a']);
  // @ts-expect-error a wrong argument
  executor.submit(tasks.power, 1, 'b');
  // @ts-expect-error an unknown option
  void pool.map(tasks.square, [1], { chunksize: 1 });
}

describe('types', () => {
  test('flow from the function to the result', () => {
    expectTypeOf<ReturnType<typeof mapped>>().toEqualTypeOf<Promise<number[]>>();
    expectTypeOf<ReturnType<typeof mappedLater>>().toEqualTypeOf<Promise<number[]>>();
    expectTypeOf<ReturnType<typeof starmapped>>().toEqualTypeOf<Promise<number[]>>();
    expectTypeOf<ReturnType<typeof named>>().toEqualTypeOf<Promise<unknown[]>>();
    expectTypeOf<ReturnType<typeof applied>>().toEqualTypeOf<AsyncResult<number>>();
    expectTypeOf<ReturnType<typeof lazily>>().toEqualTypeOf<ImapIterator<number>>();
    expectTypeOf<ReturnType<typeof submitted>>().toEqualTypeOf<Future<number>>();
  });
});

export const mapped = () => pool.map(tasks.square, [1, 2]);
export const mappedLater = () => pool.map(tasks.squareLater, [1, 2]);
export const starmapped = () => pool.starmap(tasks.power, [[1, 2]]);
export const named = () => pool.map('square', [1, 2]);
export const applied = () => pool.applyAsync(tasks.power, [1, 2]);
export const lazily = () => pool.imap(tasks.squareLater, [1, 2]);
export const submitted = () => executor.submit(tasks.power, 1, 2);
