import { describe, expectTypeOf, test } from 'vitest';
import {
  asCompleted,
  Barrier,
  Condition,
  Event,
  Lock,
  Manager,
  Pipe,
  Pool,
  Process,
  ProcessPoolExecutor,
  Queue,
  Semaphore,
  SharedArray,
  SimpleQueue,
  ThreadPoolExecutor,
  Value,
  wait,
  type AsyncResult,
  type Future,
  type ImapIterator,
} from '../../../src/multiprocessing/index.ts';
import type * as Tasks from '../fixtures/tasks.ts';

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

/** Never called either: options that do not exist, and arguments in the wrong place. */
export function misplaced(later: AsyncIterable<number>, url: string, futures: Future<number>[]): void {
  // @ts-expect-error not an object
  new Pool(url, 5);
  // @ts-expect-error not an option
  new Pool(url, { workers: 5 });
  // @ts-expect-error a number is no URL
  new Pool(5);
  // @ts-expect-error a class needs new
  Pool(url);
  // @ts-expect-error a number is no variable
  new Pool(url, { env: { A: 5 } });
  // @ts-expect-error the option of a pool
  new ThreadPoolExecutor(url, { processes: 3 });
  // @ts-expect-error the option of a pool
  new ProcessPoolExecutor(url, { kind: 'threads' });
  // @ts-expect-error they are not options
  new Process(url);
  // @ts-expect-error they are not options
  new Process(url, tasks.square);
  // @ts-expect-error not an option
  new Process(url, { target: tasks.square, kwargs: {} });
  // @ts-expect-error as in Python, and not here
  void pool.map(tasks.square, [1], 20);
  // @ts-expect-error as in Python, and not here
  void pool.mapAsync(tasks.square, [1], {}, console.log);
  // @ts-expect-error a callback is an option
  pool.applyAsync(tasks.square, [1], console.log);
  // @ts-expect-error keyword arguments
  void pool.apply(tasks.square, [1], { x: 1 });
  // @ts-expect-error the wrong order
  void pool.map([1], tasks.square);
  // @ts-expect-error not an array of arguments
  void pool.apply(tasks.square, 1);
  // @ts-expect-error it takes no such arguments
  void pool.apply(tasks.square);
  // @ts-expect-error asynchronous items
  void pool.map(tasks.square, later);
  // @ts-expect-error it cannot be iterated
  void pool.map(tasks.square, { length: 2 });
  // @ts-expect-error a text is no array of arguments
  void pool.starmap(tasks.power, ['ab']);
  // @ts-expect-error a number is no signal
  void pool.map(tasks.square, [1], { signal: 5 });
  // @ts-expect-error a string is no number
  void pool.map(tasks.square, [1], { timeout: '5' });
  // @ts-expect-error the option of imap
  void pool.map(tasks.square, [1], { prefetch: 5 });
  // @ts-expect-error asynchronous items
  executor.map(tasks.square, later);
  // @ts-expect-error as in Python, and not here
  executor.map(tasks.square, [1], { chunksize: 1 });
  // @ts-expect-error it cannot be iterated
  executor.map(tasks.square);
  // @ts-expect-error as in Python, and not here
  void executor.shutdown(false);
  // @ts-expect-error not an object
  void wait(futures, 5);
  // @ts-expect-error none of the three
  void wait(futures, { returnWhen: 'ALL' });
  // @ts-expect-error a number is no future
  void wait([5]);
  // @ts-expect-error not an object but a time
  asCompleted(futures, { timeout: 5 });
  // @ts-expect-error it takes no such arguments
  new Lock(true);
  // @ts-expect-error it takes no such arguments
  new Event(true);
  // @ts-expect-error an object is no size
  new Semaphore({ value: 2 });
  // @ts-expect-error an object is no size
  new Queue({ maxSize: 5 });
  // @ts-expect-error not an option
  new Queue(5, { maxSize: 5 });
  // @ts-expect-error it has no limit
  new SimpleQueue(5);
  // @ts-expect-error true is no lock
  new Condition(true);
  // @ts-expect-error not an object
  new Barrier(2, 500);
  // @ts-expect-error an object is no size
  Pipe({ duplex: false });
  // @ts-expect-error it takes no such arguments
  new Manager(5);
  // @ts-expect-error they are not options
  new Value('i', 0, new Lock());
  // @ts-expect-error not an option
  new SharedArray('i', 2, { locked: true });
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
