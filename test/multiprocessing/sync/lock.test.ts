import { describe, expect, test } from 'vitest';
import { Event, Lock, NotHeldError, RLock } from '../../../src/multiprocessing/index.ts';
import { joinWell, start } from '../children.ts';
import { acquireAndRelease, takeAgainAndAgain } from '../fixtures/shared-tasks.ts';
import { kinds, rejection } from '../kinds.ts';

test('Lock: acquired once, not twice, and released once', async () => {
  const lock = new Lock();
  expect(await lock.acquire()).toBe(true);
  expect([await lock.acquire(0), lock.acquireSync(0), await lock.acquire(20), lock.acquireSync(20)]).toEqual([
    false,
    false,
    false,
    false,
  ]);
  expect([await lock.locked(), lock.heldSync()]).toEqual([true, true]);
  await lock.release();
  expect(await rejection(lock.release())).toBeInstanceOf(NotHeldError);
  expect(() => lock.releaseSync()).toThrow('not locked');
  expect([lock.lockedSync(), await lock.held()]).toEqual([false, false]);
});

test('RLock: acquired and released as often as its holder likes', async () => {
  const lock = new RLock();
  for (let i = 0; i < 3; i++) expect(lock.acquireSync(0)).toBe(true);
  for (let i = 0; i < 3; i++) await lock.release();
  expect(await rejection(lock.release())).toBeInstanceOf(NotHeldError);
});

test('a lock is released when its block is left, also by an error', async () => {
  const lock = new Lock();
  {
    using held = lock.holdSync();
    expect([lock.lockedSync(), typeof held]).toEqual([true, 'object']);
  }
  expect(lock.lockedSync()).toBe(false);
  await expect(
    (async () => {
      await using held = await lock.hold();
      throw new Error(`in the block of ${typeof held}`);
    })(),
  ).rejects.toThrow('in the block of object');
  expect(lock.lockedSync()).toBe(false);
  expect(await lock.withLock(() => lock.locked())).toBe(true);
  await expect(lock.withLock(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(() =>
    lock.withLockSync(() => {
      throw new Error('no');
    }),
  ).toThrow('no');
  expect(lock.lockedSync()).toBe(false);
});

test('asynchronous waiters of one thread each get the lock, and wait without blocking the event loop', async () => {
  const lock = new Lock();
  let inside = 0;
  let most = 0;
  await Promise.all(
    Array.from({ length: 20 }, () =>
      lock.withLock(async () => {
        most = Math.max(most, ++inside);
        await new Promise((resolve) => setTimeout(resolve, 1));
        inside--;
      }),
    ),
  );
  expect(most).toBe(1);
});

test('timeouts are checked', async () => {
  expect((await rejection(new Lock().acquire(-1))).message).toContain('Expected a timeout in milliseconds');
  expect(() => new Lock().acquireSync(NaN)).toThrow(RangeError);
});

describe.each(kinds)('a lock between this program and %s', (kind) => {
  test.each([Lock, RLock])('keeps others out until it is released', async (Kind) => {
    const [lock, held, goOn] = [new Kind(), new Event(), new Event()];
    const child = start(kind, acquireAndRelease, [lock, held, goOn]);
    await held.wait();
    expect([await lock.acquire(0), lock.acquireSync(30), await lock.held(), await lock.locked()]).toEqual([
      false,
      false,
      false,
      true,
    ]);
    if (lock instanceof RLock) expect((await rejection(lock.release())).message).toContain('only by its holder');
    const before = performance.now();
    setTimeout(() => goOn.setSync(), 100);
    expect(await lock.acquire(20_000)).toBe(true);
    expect(performance.now() - before).toBeGreaterThan(90);
    await joinWell(child);
  });

  test('a worker that retakes it immediately does not starve others', async () => {
    const [lock, held, stop] = [new Lock(), new Event(), new Event()];
    const child = start(kind, takeAgainAndAgain, [lock, held, stop]);
    await held.wait();
    for (let i = 0; i < 5; i++) {
      expect(i % 2 === 0 ? await lock.acquire(5000) : lock.acquireSync(5000)).toBe(true);
      await lock.release();
    }
    await stop.set();
    await joinWell(child);
  });

  test('a synchronous wait of the main thread is answered too', async () => {
    const [lock, held, goOn] = [new Lock(), new Event(), new Event()];
    const child = start(kind, acquireAndRelease, [lock, held, goOn]);
    await held.wait();
    await goOn.set();
    expect(lock.acquireSync(20_000)).toBe(true);
    await joinWell(child);
  });
});
