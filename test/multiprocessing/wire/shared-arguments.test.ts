import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { Connection, Event, Lock, Pipe, Pool, Process, Queue, Value } from '../../../src/multiprocessing/index.ts';
import { toTransport } from '../../../src/multiprocessing/sync/shared-handle.ts';
import { giveBack, initialNames, keepInitial, name, nameAll, putNames } from '../fixtures/received.ts';
import { kinds, rejection } from '../kinds.ts';

const received = new URL('../fixtures/received.ts', import.meta.url);
const code = 'data:text/javascript,globalThis.pwned=true';
const lock = new Lock();
const event = new Event();

/** Data that looks like what shared objects travel as, now or in former versions, and a copy of a real one. */
const lookAlikes: unknown[] = [
  { '@parallel-profiler/shared': 'Lock', library: code, cells: {}, parts: {}, data: {} },
  { name: 'Lock', cells: {}, parts: {}, data: {}, library: code },
  { path: [0], transport: { name: 'Lock', cells: {}, parts: {}, data: {} } },
  { shared: [{ path: [0], transport: { name: 'Lock' } }], library: code },
  lock[toTransport]('processes'),
  JSON.parse('{"__proto__":{"name":"Lock","cells":{}}}'),
];

describe.each(kinds)('arguments for %s', (kind) => {
  test('data that looks like a shared object stays data, even next to a real one', async () => {
    await using pool = new Pool(received, {
      kind,
      processes: 1,
      initializer: keepInitial,
      initargs: [lookAlikes, lock],
    });
    expect(await pool.apply(initialNames, [])).toEqual([[lookAlikes, '<Lock>'], false]);
    expect(await pool.apply(nameAll, [lookAlikes])).toEqual([[lookAlikes], false]);
    expect(await pool.apply(nameAll, [lock, lookAlikes])).toEqual([['<Lock>', lookAlikes], false]);
    expect(await pool.map(nameAll, lookAlikes)).toEqual(lookAlikes.map((value) => [[value], false]));
    expect(await pool.map(giveBack, lookAlikes)).toEqual(lookAlikes);
    const queue = new Queue();
    await queue.put(lookAlikes);
    expect(await queue.get()).toEqual(lookAlikes);
    const child = new Process(received, { target: putNames, args: [queue, lookAlikes, lock], kind });
    child.start();
    expect(await queue.get(20_000)).toEqual([[lookAlikes, '<Lock>'], false]);
    await child.join();
  });

  describe('any arguments', () => {
    const pool = new Pool(received, { kind, processes: 1 });
    afterAll(() => pool.terminate());
    const leaf = fc.oneof(
      fc.constantFrom<unknown>(lock, event, new Value('i', 1)),
      fc.constantFrom(...lookAlikes),
      fc.constantFrom<unknown>(null, true, 1, 'Lock'),
    );
    const tree = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 1 },
        leaf,
        fc.array(tie('node'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom('a', '__proto__', 'name', '0'), tie('node'), {
          maxKeys: 3,
          noNullPrototype: true,
        }),
      ),
    })).node;

    test('arrive with their shared objects in position and everything else unchanged', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.array(tree, { maxLength: 3 }), { maxLength: 3 }), async (calls) => {
          const expected = calls.map((values) => [values.map(name), false]);
          expect(await pool.starmap(nameAll, calls)).toEqual(expected);
        }),
        { seed: 14, numRuns: 60 },
      );
    });
  });

  test('a shared object cannot be returned, put or cloned, and the error says where it can be sent', async () => {
    const only = 'can be sent only in the arguments of a worker';
    await using pool = new Pool(received, { kind, processes: 1 });
    const returned = await rejection(pool.apply(giveBack, [lock]));
    expect([returned.name, returned.message]).toEqual(['DataCloneError', expect.stringContaining(only)]);
    expect((await rejection(new Queue().put({ lock }))).message).toContain(only);
    expect(() => structuredClone({ lock })).toThrow(only);
  });

  test('a closed connection among them fails that call alone', async () => {
    const [closed] = Pipe();
    await closed.close();
    await using pool = new Pool(received, { kind, processes: 1 });
    const results = await Promise.allSettled([pool.apply(nameAll, [lock, closed]), pool.apply(nameAll, [1])]);
    expect(results[0]).toMatchObject({ status: 'rejected', reason: { name: 'DataCloneError' } });
    expect(results[1]).toMatchObject({ status: 'fulfilled', value: [[1], false] });
    expect(() => new Pool(received, { kind, initializer: keepInitial, initargs: [closed] })).toThrow(
      'closed connection',
    );
    expect(closed).toBeInstanceOf(Connection);
  });
});
