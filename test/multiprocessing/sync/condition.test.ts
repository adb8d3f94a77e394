import { describe, expect, test } from 'vitest';
import {
  Condition,
  Lock,
  NotHeldError,
  Queue,
  QueueEmptyError,
  RLock,
  Semaphore,
} from '../../../src/multiprocessing/index.ts';
import { joinWell, start } from '../children.ts';
import { waitForNotice } from '../fixtures/shared-tasks.ts';
import { kinds, rejection } from '../kinds.ts';

test('wait and notify require the lock', async () => {
  const condition = new Condition();
  expect(condition.lock).toBeInstanceOf(RLock);
  expect(await rejection(condition.wait())).toBeInstanceOf(NotHeldError);
  expect(() => condition.notifySync()).toThrow('acquire it first');
  expect(() => new Condition('lock' as unknown as Lock)).toThrow('Expected a Lock or an RLock');
});

test('wait without a notification returns false after its timeout, and holds the lock as deeply as before', async () => {
  const condition = new Condition();
  await condition.acquire();
  await condition.acquire();
  const before = performance.now();
  expect(await condition.wait(60)).toBe(false);
  expect(condition.waitSync(60)).toBe(false);
  expect(performance.now() - before).toBeGreaterThan(110);
  await condition.release();
  await condition.release();
  expect(condition.lock.lockedSync()).toBe(false);
});

test('waitFor calls the predicate with the lock, and returns after its timeout', async () => {
  const condition = new Condition(new Lock());
  let value = 0;
  const waiting = condition.withLock(() => condition.waitFor(() => value === 4, 10_000));
  for (let i = 0; i < 4; i++) {
    await condition.withLock(async () => {
      value++;
      await condition.notify();
    });
  }
  expect(await waiting).toBe(true);
  expect(await condition.withLock(() => condition.waitFor(() => value === 5, 50))).toBe(false);
  expect(condition.withLockSync(() => condition.waitForSync(() => value === 5, 50))).toBe(false);
});

describe.each(kinds)('a condition between this program and %s', (kind) => {
  test('wakes one, several, and all', async () => {
    const [condition, waiting, woken] = [new Condition(), new Semaphore(0), new Queue<boolean>()];
    const children = Array.from({ length: 6 }, () => start(kind, waitForNotice, [condition, waiting, woken]));
    for (let i = 0; i < 6; i++) await waiting.acquire();
    for (const count of [1, 2]) {
      await condition.withLock(() => condition.notify(count));
      for (let i = 0; i < count; i++) expect(await woken.get(20_000)).toBe(true);
      expect(await rejection(woken.get(100))).toBeInstanceOf(QueueEmptyError);
    }
    await condition.withLock(() => condition.notifyAll());
    for (let i = 0; i < 3; i++) expect(await woken.get(20_000)).toBe(true);
    await joinWell(...children);
  });

  test('ignores waiters that died', async () => {
    const [condition, waiting, woken] = [new Condition(), new Semaphore(0), new Queue<boolean>()];
    const dying = start(kind, waitForNotice, [condition, waiting, woken]);
    await waiting.acquire();
    await condition.withLock(() => undefined);
    dying.kill();
    await dying.join();
    const living = start(kind, waitForNotice, [condition, waiting, woken]);
    await waiting.acquire();
    await condition.withLock(() => condition.notify());
    expect(await woken.get(20_000)).toBe(true);
    await joinWell(living);
  });
});
