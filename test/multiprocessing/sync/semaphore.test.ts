import { describe, expect, test } from 'vitest';
import { BoundedSemaphore, Event, ReleasedTooOftenError, Semaphore } from '../../../src/multiprocessing/index.ts';
import { joinWell, start } from '../children.ts';
import { acquireAndRelease } from '../fixtures/shared-tasks.ts';
import { kinds, rejection } from '../kinds.ts';

test.each([Semaphore, BoundedSemaphore])('%o counts 2, 1, 0 and back', async (Kind) => {
  const semaphore = new Kind(2);
  expect(await semaphore.getValue()).toBe(2);
  expect(await semaphore.acquire()).toBe(true);
  expect(semaphore.getValueSync()).toBe(1);
  expect(semaphore.acquireSync()).toBe(true);
  expect([semaphore.getValueSync(), await semaphore.acquire(0), semaphore.acquireSync(10)]).toEqual([0, false, false]);
  await semaphore.release();
  semaphore.releaseSync();
  expect(semaphore.getValueSync()).toBe(2);
});

test('a semaphore can be released beyond its first value, a bounded one cannot', async () => {
  const semaphore = new Semaphore(2);
  await semaphore.release();
  semaphore.releaseSync();
  expect(semaphore.getValueSync()).toBe(4);
  await semaphore.release(3);
  expect(semaphore.getValueSync()).toBe(7);
  const bounded = new BoundedSemaphore(2);
  expect(await rejection(bounded.release())).toBeInstanceOf(ReleasedTooOftenError);
  expect(() => bounded.releaseSync()).toThrow('cannot be released to 3');
  expect(bounded.getValueSync()).toBe(2);
});

test('it works with `using`, and checks its first value', async () => {
  const semaphore = new Semaphore(1);
  {
    await using held = await semaphore.hold();
    expect([semaphore.getValueSync(), typeof held]).toEqual([0, 'object']);
  }
  expect(await semaphore.withLock(() => semaphore.getValue())).toBe(0);
  expect(semaphore.getValueSync()).toBe(1);
  expect(() => new Semaphore(-1)).toThrow('a whole number from 0');
  expect(() => new Semaphore(1.5)).toThrow('a whole number from 0');
});

describe.each(kinds)('a semaphore between this program and %s', (kind) => {
  test('admits as many holders as its value', async () => {
    const [semaphore, goOn] = [new Semaphore(2), new Event()];
    const held = [new Event(), new Event()];
    const children = held.map((event) => start(kind, acquireAndRelease, [semaphore, event, goOn]));
    for (const event of held) await event.wait();
    expect([await semaphore.getValue(), await semaphore.acquire(0)]).toEqual([0, false]);
    await goOn.set();
    expect(await semaphore.acquire(20_000)).toBe(true);
    await joinWell(...children);
    expect(await semaphore.getValue()).toBe(1);
  });
});
