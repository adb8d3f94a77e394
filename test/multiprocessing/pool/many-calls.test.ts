import { getEventListeners } from 'node:events';
import { describe, expect, test, vi } from 'vitest';
import { Event, ThreadPoolExecutor, wait as waitFor, asCompleted } from '../../../src/multiprocessing/index.ts';
import { passGate, square } from '../fixtures/tasks.ts';
import { poolOf, rejection, tasks } from '../kinds.ts';

/** Methods that look at, or move, as many elements as their list has. */
const linear = [
  'includes',
  'indexOf',
  'findIndex',
  'find',
  'filter',
  'some',
  'slice',
  'splice',
  'shift',
  'unshift',
] as const;

/**
 * Counts the elements visited by the linear methods of arrays while `run` runs: times are meaningless on a busy
 * machine.
 */
async function elementsVisited(run: () => Promise<void>): Promise<number> {
  let visited = 0;
  const originals = linear.map((name) => [name, Object.getOwnPropertyDescriptor(Array.prototype, name)] as const);
  for (const [name, descriptor] of originals) {
    const original = descriptor?.value as (...args: unknown[]) => unknown;
    const counting = function (this: unknown[], ...args: unknown[]): unknown {
      visited += this.length;
      return Reflect.apply(original, this, args);
    };
    Object.defineProperty(Array.prototype, name, { ...descriptor, value: counting });
  }
  try {
    await run();
  } finally {
    for (const [name, descriptor] of originals) {
      if (descriptor !== undefined) Object.defineProperty(Array.prototype, name, descriptor);
    }
  }
  return visited;
}

const count = 4000;
/** Of a list of `count` looked at for each of `count` calls this would be thousands. */
const mostPerCall = 200;

describe('many calls', () => {
  test('with one signal share one listener, and abort in linear time', async () => {
    const warned = vi.fn();
    process.on('warning', warned);
    await using pool = poolOf('threads', { processes: 1 });
    await pool.ready();
    const controller = new AbortController();
    const { signal } = controller;
    const added = vi.spyOn(signal, 'addEventListener');
    const gate = new Event();
    const visited = await elementsVisited(async () => {
      const calls = Array.from({ length: count }, (_, n) => rejection(pool.apply(passGate, [[gate, n]], { signal })));
      calls.push(rejection(pool.map(passGate, [[gate, 0]], { signal })));
      calls.push(rejection(pool.imap(passGate, [[gate, 0]], { signal }).next()));
      await Promise.resolve();
      expect(getEventListeners(signal, 'abort')).toHaveLength(1);
      controller.abort('enough');
      for (const error of await Promise.all(calls))
        expect(error).toMatchObject({ name: 'AbortError', cause: 'enough' });
    });
    expect(visited / count).toBeLessThan(mostPerCall);
    expect(added).toHaveBeenCalledTimes(1);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
    process.off('warning', warned);
    expect(warned).not.toHaveBeenCalled();
    expect(await pool.apply(square, [3])).toBe(9);
  });

  test('leave no listener when they have ended, and one while any is open', async () => {
    await using pool = poolOf('threads', { processes: 2 });
    const { signal } = new AbortController();
    const gate = new Event();
    const open = pool.apply(passGate, [[gate, 1]], { signal });
    const results = pool.imap(square, [1, 2], { signal });
    await results.next();
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    await results.return();
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    await gate.set();
    expect(await open).toBe(1);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  test('cancelled by shutdown take linear time', async () => {
    const executor = new ThreadPoolExecutor(tasks, { maxWorkers: 1 });
    await executor.submit(square, 1).result();
    const visited = await elementsVisited(async () => {
      const gate = new Event();
      const futures = Array.from({ length: count }, (_, n) => executor.submit(passGate, [gate, n]));
      const down = executor.shutdown({ cancelFutures: true });
      await gate.set();
      await down;
      expect(futures.filter((future) => future.cancelled()).length).toBeGreaterThan(count - 300);
    });
    expect(visited / count).toBeLessThan(mostPerCall);
  });

  test('each in its own message, or of two alternating functions, take linear time', async () => {
    await using pool = poolOf('threads', { processes: 1 });
    await pool.ready();
    const visited = await elementsVisited(async () => {
      const numbers = Array.from({ length: count }, (_, n) => n);
      const timed = numbers.map((n) => pool.apply(square, [n], { timeout: 60_000 }));
      const turns = numbers.map((n) => pool.apply(n % 2 === 0 ? square : Math.sqrt, [n]));
      expect(await Promise.all(timed)).toEqual(numbers.map((n) => n * n));
      expect(await Promise.all(turns)).toEqual(numbers.map((n) => (n % 2 === 0 ? n * n : Math.sqrt(n))));
    });
    expect(visited / count).toBeLessThan(mostPerCall);
  });

  test('awaited together or one by one take linear time', async () => {
    await using executor = new ThreadPoolExecutor(tasks, { maxWorkers: 1 });
    await executor.submit(square, 1).result();
    const visited = await elementsVisited(async () => {
      const futures = Array.from({ length: count }, (_, n) => executor.submit(square, n));
      expect((await waitFor(futures)).done.size).toBe(count);
      const again = Array.from({ length: count }, (_, n) => executor.submit(square, n));
      let seen = 0;
      for await (const future of asCompleted(again)) seen += Number(future.done());
      expect(seen).toBe(count);
    });
    expect(visited / count).toBeLessThan(mostPerCall);
  });
});
