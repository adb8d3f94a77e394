import { describe, expect, test } from 'vitest';
import { Barrier, Lock, Pool, Value } from '../../../src/multiprocessing/index.ts';
import { joinWell, sharedTasks, start } from '../children.ts';
import { addAtomically, keep, raise, raiseGiven, raiseKept } from '../fixtures/shared-tasks.ts';
import { kinds } from '../kinds.ts';

describe.each(kinds)('four workers raise a shared counter 1000 times each in %s', (kind) => {
  const times = 1000;
  const race = async (lock: Lock | null): Promise<number> => {
    const counter = new Value('i', 0, { lock: false });
    const barrier = new Barrier(4);
    await joinWell(...[0, 1, 2, 3].map(() => start(kind, raise, [counter, lock, barrier, times])));
    return counter.value;
  };

  test('to exactly 4000 under a lock', async () => {
    expect(await race(new Lock())).toBe(4 * times);
  });

  test('to visibly fewer without it', async () => {
    const counted = await race(null);
    expect(counted).toBeGreaterThanOrEqual(times / 2);
    expect(counted).toBeLessThan(4 * times * 0.9);
  });

  test('to exactly 4000 by atomic additions, integers and floats', async () => {
    const counter = new Value('i', 0, { lock: false });
    const sum = new Value('d', 0, { lock: false });
    await joinWell(...[0, 1, 2, 3].map(() => start(kind, addAtomically, [counter, sum, times])));
    expect(counter.value).toBe(4 * times);
    expect(sum.value).toBe(2 * times);
  });
});

describe.each(kinds)('a pool of %s takes shared objects', (kind) => {
  test('in the arguments of its initializer, inside an object too', async () => {
    const lock = new Lock();
    const counter = new Value('i', 0, { lock });
    await using pool = new Pool(sharedTasks, { kind, processes: 2, initializer: keep, initargs: [{ lock, counter }] });
    await pool.map(raiseKept, [50, 50, 50, 50]);
    expect(counter.value).toBe(200);
  });

  test("and shows a task's changes as soon as its result arrives", async () => {
    const lock = new Lock();
    const counter = new Value('i', 0, { lock });
    await using pool = new Pool(sharedTasks, { kind, processes: 2, initializer: keep, initargs: [{ lock, counter }] });
    const seen: [number, number][] = [];
    const expectRaised = (by: number): void => void seen.push([counter.value, (seen.at(-1)?.[1] ?? 0) + by]);
    for (let round = 0; round < 6; round++) {
      await pool.map(raiseKept, [30, 30, 30, 30], { chunkSize: 1 });
      expectRaised(120);
      await pool.map(raiseKept, [20, 20, 20, 20], { chunkSize: 2 });
      expectRaised(80);
      await pool.apply(raiseKept, [50]);
      expectRaised(50);
    }
    expect(seen.map(([found]) => found)).toEqual(seen.map(([, expected]) => expected));
  });

  test('in the arguments of its tasks', async () => {
    const lock = new Lock();
    const counter = new Value('i', 0, { lock });
    await using pool = new Pool(sharedTasks, { kind, processes: 2 });
    await pool.starmap(
      raiseGiven,
      [1, 2, 3, 4].map((): [Lock, Value<'i'>, number] => [lock, counter, 25]),
    );
    await pool.apply(raiseGiven, [lock, counter, 1]);
    expect(counter.value).toBe(101);
  });
});
