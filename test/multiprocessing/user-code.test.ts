import { describe, expect, onTestFinished, test } from 'vitest';
import { DataCloneError, ProcessPoolExecutor, ThreadPoolExecutor } from '../../src/multiprocessing/index.ts';
import { identity, power, square } from './fixtures/tasks.ts';
import { kinds, poolOf, rejection, tasks } from './kinds.ts';

/** The types of the warnings that come until the test ends. */
function warnings(): string[] {
  const types: string[] = [];
  const listener = ({ name }: Error): unknown => types.push(name);
  process.on('warning', listener);
  onTestFinished(() => void process.off('warning', listener));
  return types;
}

function nested(depth: number, last: unknown): unknown {
  let value = last;
  for (let level = 0; level < depth; level++) value = { next: value };
  return value;
}

class Bytes extends Uint8Array {
  constructor(buffer: ArrayBuffer, offset: number, length?: number) {
    super(buffer, offset, length);
    if (length === undefined) throw new TypeError('expected a length');
  }
}

function fail(): never {
  throw new RangeError('user code');
}

/** Values whose sending runs code that throws. */
const traps: readonly [name: string, make: () => unknown][] = [
  ['a getter', () => Object.defineProperty({}, 'value', { get: fail, enumerable: true })],
  [
    'a getter that throws something without words',
    () => ({
      get value() {
        throw Object.create(null);
      },
    }),
  ],
  [
    'a getter that throws an error without a message',
    () => ({
      get value() {
        throw Object.defineProperty(new Error(), 'message', { get: fail });
      },
    }),
  ],
  ['a proxy', () => new Proxy({}, { ownKeys: fail, getPrototypeOf: fail, get: fail })],
  [
    'a view of a class with a constructor of its own',
    () => ({ bytes: nested(20_000, new Bytes(new ArrayBuffer(8), 2, 2)) }),
  ],
  ['a value nested too deeply', () => nested(20_000, 1)],
];

describe.each(kinds)('user code that throws in the main program, in %s', (kind) => {
  test('an unsendable argument rejects its call only', async () => {
    await using pool = poolOf(kind, { processes: 1 });
    for (const [name, make] of traps) {
      const calls = [
        pool.apply(identity, [1]),
        pool.apply(identity, [make()]),
        pool.apply(power, [make() as number, 2]),
        pool.mapSettled(identity, [3, make(), 5], { chunkSize: 3 }),
        pool.map(identity, [6, make()], { chunkSize: 1 }),
        pool.starmap(identity, [[make()]] as never),
        pool.imap(identity, [make()]).next(),
        pool.apply(identity, [7]),
      ];
      const outcomes = await Promise.allSettled<unknown>(calls);
      const short = outcomes.map((outcome) =>
        outcome.status === 'fulfilled' ? 'fulfilled' : (outcome.reason as Error).name,
      );
      const bad = 'DataCloneError';
      expect(short, name).toEqual(['fulfilled', bad, bad, 'fulfilled', bad, bad, bad, 'fulfilled']);
      expect(
        (outcomes[3] as PromiseFulfilledResult<PromiseSettledResult<unknown>[]>).value.map(({ status }) => status),
      ).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    }
    expect(await pool.map(square, [3])).toEqual([9]);
  });

  test('a transfer function that throws, or returns no list, fails only its item', async () => {
    await using pool = poolOf(kind, { processes: 1 });
    const transfer = (item: number): [] => (item === 1 ? fail() : []);
    const outcomes = await pool.mapSettled(identity, [0, 1, 2], { chunkSize: 3, transfer });
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    const error = await rejection(pool.map(identity, [0, 1, 2], { chunkSize: 3, transfer }));
    expect(error).toBeInstanceOf(DataCloneError);
    expect(error).toMatchObject({ itemIndex: 1, cause: { name: 'RangeError', message: 'user code' } });
    expect(error.message).toMatch(/^Item 1 of identity cannot be sent to a worker: RangeError: user code/);
    const results = pool.imap(identity, [0, 1, 2], { chunkSize: 3, transfer });
    expect(await results.next()).toEqual({ value: 0, done: false });
    expect(await rejection(results.next())).toMatchObject({ name: 'DataCloneError', itemIndex: 1 });
    const none = rejection(pool.apply(identity, [1], { transfer: (() => undefined) as never }));
    expect((await none).message).toContain('Expected the transfer function to give an array of transferable objects');
    expect(await pool.map(square, [3])).toEqual([9]);
  });

  test('a transfer list is searched however deep the argument is', async () => {
    await using pool = poolOf(kind, { processes: 1 });
    const buffer = new ArrayBuffer(8);
    const error = await rejection(pool.apply(identity, [nested(20_000, buffer)], { transfer: [buffer] }));
    expect(error.name).toBe('DataCloneError');
    expect(await pool.apply(identity, [[nested(100, buffer)]], { transfer: [buffer] })).toHaveLength(1);
    expect(buffer.byteLength).toBe(kind === 'threads' ? 0 : 8);
  });

  test('an input that throws, even while it is read or closed, ends only its own call', async () => {
    const seen = warnings();
    await using pool = poolOf(kind, { processes: 1 });
    function* failing(): Generator<number> {
      yield 1;
      fail();
    }
    function* uncloseable(): Generator<number> {
      try {
        for (;;) yield 1;
      } finally {
        fail();
      }
    }
    expect((await rejection(pool.map(square, failing()))).message).toBe('user code');
    expect(
      (await rejection(pool.imap(square, { [Symbol.iterator]: () => ({ next: () => 5 as never }) }).next())).message,
    ).toBe('Expected the input to give an iterator result, found number.');
    const thenable = { [Symbol.asyncIterator]: () => ({ next: () => ({ then: fail }) as never }) };
    expect((await rejection(pool.imap(square, thenable).next())).message).toBe('user code');
    for await (const value of pool.imap(square, uncloseable())) if (value === 1) break;
    const lazy = new Proxy([1, 2], {
      get: (target, key) => (key === '1' ? fail() : (Reflect.get(target, key) as unknown)),
    });
    expect((await rejection(pool.map(square, lazy))).message).toContain('user code');
    expect(await pool.map(square, [3])).toEqual([9]);
    pool.close();
    await pool.join();
    expect(seen).toContain('PoolInputWarning');
  });

  test('callbacks and observers that throw become warnings', async () => {
    const seen = warnings();
    const observer = { workerReady: fail, workerExited: fail, chunk: fail };
    await using pool = poolOf(kind, { processes: 1, observer });
    const results = [
      pool.applyAsync(square, [2], { callback: fail }),
      pool.applyAsync(square, [3], { callback: () => Promise.reject(new Error('later')) as never }),
      pool.mapAsync(square, [Symbol('no') as never], { errorCallback: fail }),
    ];
    await Promise.all(results.map((result) => result.wait()));
    expect(await pool.map(square, [3])).toEqual([9]);
    const executor = new (kind === 'threads' ? ThreadPoolExecutor : ProcessPoolExecutor)(tasks, { maxWorkers: 1 });
    const future = executor.submit(square, 4);
    future.addDoneCallback(fail);
    expect(await future.result()).toBe(16);
    await executor.shutdown();
    await new Promise((resolve) => setTimeout(resolve, 1));
    expect(seen.filter((type) => type === 'PoolCallbackWarning')).toHaveLength(3);
    expect(seen.filter((type) => type === 'PoolObserverWarning')).toHaveLength(1);
    expect(seen).toContain('FutureCallbackWarning');
  });

  test('arguments are read when they are sent, not when the call is made', async () => {
    await using pool = poolOf(kind, { processes: 1 });
    await pool.ready();
    const argument = { value: 1 };
    const list = [{ value: 1 }, { value: 1 }];
    const calls = [pool.apply(identity, [argument]), pool.map(identity, list, { chunkSize: 1 })];
    // Nothing is sent before the code that makes the calls returns to the event loop.
    argument.value = 2;
    list[1] = { value: 2 };
    list.push({ value: 3 });
    expect(await Promise.all(calls)).toEqual([{ value: 2 }, [{ value: 1 }, { value: 2 }]]);
    argument.value = 3;
    const shortened = pool.map(identity, list, { chunkSize: 1 });
    list.length = 1;
    expect(await rejection(shortened)).toMatchObject({ name: 'DataCloneError', itemIndex: 1 });
    expect((await rejection(shortened)).message).toContain('the list was shortened after the call');
    const args: [number, number] = [2, 3];
    const powered = pool.apply(power, args);
    args[1] = 9;
    expect(await powered).toBe(8);
  });
});
