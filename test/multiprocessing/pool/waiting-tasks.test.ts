import { describe, expect, test } from 'vitest';
import { Event, Pool } from '../../../src/multiprocessing/index.ts';
import { passGate, wait } from '../fixtures/tasks.ts';
import { kinds, poolOf } from '../kinds.ts';

type Item = [gate: Event | null, value: number];

/** Its workers take several times the pool's patience to make a shared object. */
const lateLibrary = new URL('../fixtures/late-library.ts', import.meta.url);

describe.each(kinds)('a task that waits in %s', (kind) => {
  /** Each learns how long a task takes, so that the next ones travel together and ahead of the answers. */
  const warm: Item[] = Array.from({ length: 200 }, (_, n) => [null, n]);

  test('does not delay calls that came with it or after it', async () => {
    await using pool = poolOf(kind);
    await Promise.all(warm.map((item) => pool.applyAsync(passGate, [item])));
    const gate = new Event();
    const items: Item[] = Array.from({ length: 100 }, (_, n) => [n === 10 ? gate : null, n]);
    const calls = items.map((item) => pool.applyAsync(passGate, [item]));
    // The gate opens only when all the others are done.
    const others = await Promise.all(calls.filter((_, n) => n !== 10));
    expect(others).toEqual(items.map(([, n]) => n).filter((n) => n !== 10));
    expect(calls[10]?.ready()).toBe(false);
    await gate.set();
    expect(await calls[10]).toBe(10);
  });

  test('does not delay calls that came with it if the pool recalled them before it started', async () => {
    await using pool = new Pool(lateLibrary, { kind, processes: 2 });
    await Promise.all(warm.map((item) => pool.applyAsync(passGate, [item])));
    const gate = new Event();
    const calls = warm.map((_, n) => pool.applyAsync(passGate, [[n === 10 ? gate : null, n]]));
    await Promise.all(calls.filter((_, n) => n !== 10));
    await gate.set();
    expect(await Promise.all(calls)).toEqual(warm.map(([, n]) => n));
  });

  test('does not delay items of a map that are sent one by one, recorded or not', async () => {
    const recorded: number[] = [];
    for (const observer of [undefined, { chunk: ({ count }: { count: number }) => recorded.push(count) }]) {
      await using pool = poolOf(kind, { ...(observer && { observer }) });
      await pool.map(passGate, warm, { chunkSize: 1 });
      const gate = new Event();
      const items: Item[] = Array.from({ length: 50 }, (_, n) => [n === 5 ? gate : null, n]);
      const seen: number[] = [];
      for await (const value of pool.imapUnordered(passGate, items, { prefetch: 50 })) {
        if (seen.push(value) === 49) await gate.set();
      }
      expect(seen.at(-1)).toBe(5);
      expect(seen.toSorted((a, b) => a - b)).toEqual(items.map(([, n]) => n));
    }
    expect(recorded.length).toBe(250);
  });

  test('does not delay items that were sent while the worker did not hear that it should return them', async () => {
    await using pool = poolOf(kind, { processes: 2 });
    const open = new Event();
    await open.set();
    // So that making a shared object takes no time later.
    await Promise.all([1, 2, 3, 4].map((n) => pool.applyAsync(passGate, [[open, n]])));
    await pool.map(passGate, warm, { chunkSize: 1 });
    // Each worker hears nothing for several times the pool's patience, finishes, is sent more, and then waits.
    const deaf = [pool.applyAsync(wait, [100]), pool.applyAsync(wait, [100])];
    const gate = new Event();
    const items: Item[] = Array.from({ length: 600 }, (_, n) => [n === 20 ? gate : null, n]);
    const seen: number[] = [];
    for await (const value of pool.imapUnordered(passGate, items, { prefetch: items.length })) {
      if (seen.push(value) === items.length - 1) await gate.set();
    }
    await Promise.all(deaf);
    expect(seen.at(-1)).toBe(20);
    expect(seen.length).toBe(items.length);
  });

  test('does not delay the results of earlier calls, even if every worker waits', async () => {
    await using pool = poolOf(kind, { processes: 1 });
    await Promise.all(warm.map((item) => pool.applyAsync(passGate, [item])));
    const gate = new Event();
    const calls = [0, 1, 2, 3, 4, 5].map((n) => pool.applyAsync(passGate, [[n === 2 ? gate : null, n]]));
    expect([await calls[0], await calls[1]]).toEqual([0, 1]);
    await gate.set();
    expect(await Promise.all(calls)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test('counts neither returned calls as tasks of its worker, nor any call twice', async () => {
    await using pool = poolOf(kind, { maxTasksPerChild: 150 });
    await Promise.all(warm.map((item) => pool.applyAsync(passGate, [item])));
    const gate = new Event();
    const values: number[] = [];
    const callback = (value: number): void => {
      if (values.push(value) === 399) gate.setSync();
    };
    const calls = Array.from({ length: 400 }, (_, n) =>
      pool.applyAsync(passGate, [[n === 3 ? gate : null, n]], { callback }),
    );
    await Promise.all(calls);
    expect(values.toSorted((a, b) => a - b)).toEqual(calls.map((_, n) => n));
  });

  test('returns later calls in their order', async () => {
    await using pool = poolOf(kind, { processes: 1 });
    await Promise.all(warm.map((item) => pool.applyAsync(passGate, [item])));
    const gate = new Event();
    const values: number[] = [];
    const callback = (value: number): void => void values.push(value);
    const calls = Array.from({ length: 30 }, (_, n) =>
      pool.applyAsync(passGate, [[n === 1 ? gate : null, n]], { callback }),
    );
    const mapped = pool.mapAsync(passGate, warm.slice(0, 20), { chunkSize: 1 });
    // Longer than the pool's patience.
    await new Promise((resolve) => setTimeout(resolve, 100));
    await gate.set();
    await Promise.all(calls);
    expect(values).toEqual(calls.map((_, n) => n));
    expect(await mapped).toEqual(warm.slice(0, 20).map(([, n]) => n));
  });
});
