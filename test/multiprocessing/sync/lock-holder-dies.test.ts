import { describe, expect, test } from 'vitest';
import { Event, HolderDiedError, Lock, Queue, RLock, Semaphore } from '../../../src/multiprocessing/index.ts';
import { joinWell, start } from '../children.ts';
import { holdAndDie, holdAndSpin, waitForLock } from '../fixtures/shared-tasks.ts';
import { kinds, rejection } from '../kinds.ts';

describe.each(kinds)('a holder among %s dies', (kind) => {
  const makers: [string, () => Lock | RLock | Semaphore][] = [
    ['a Lock', () => new Lock()],
    ['an RLock', () => new RLock()],
    ['a Semaphore', () => new Semaphore(1)],
  ];
  test.each(makers)('all waiters for %s get an error that names the holder', async (_, make) => {
    const [lock, held, ready, queue] = [
      make(),
      new Event(),
      new Event(),
      new Queue<{ name: string; message: string }>(),
    ];
    const holder = start(kind, holdAndDie, [lock, held], { name: 'Holder' });
    await held.wait();
    const second = start(kind, waitForLock, [lock, ready, queue], { name: 'Waiter' });
    const error = await rejection(lock.acquire());
    expect(error).toBeInstanceOf(HolderDiedError);
    expect(error.message).toMatch(
      kind === 'threads' ? /^Holder \(thread \d+ of process \d+\) died/ : /^Holder \(process \d+\) died/,
    );
    expect(await queue.get()).toMatchObject({ name: 'HolderDiedError', message: error.message });
    expect(() => lock.acquireSync()).toThrow(HolderDiedError);
    await joinWell(holder, second);
  });

  test('a synchronous wait also detects a holder killed in an endless loop, and recover frees the lock', async () => {
    const [lock, held] = [new Lock(), new Event()];
    const holder = start(kind, holdAndSpin, [lock, held]);
    await held.wait();
    expect([await lock.acquire(0), await lock.recover()]).toEqual([false, false]);
    holder.kill();
    expect(() => lock.acquireSync()).toThrow(HolderDiedError);
    expect(await lock.recover()).toBe(true);
    expect(lock.acquireSync(0)).toBe(true);
    await holder.join();
  });

  test('a semaphore used as a signal survives the death of a waiter', async () => {
    const [signal, held] = [new Semaphore(0), new Event()];
    await signal.release();
    const consumer = start(kind, holdAndDie, [signal, held]);
    await held.wait();
    await consumer.join();
    setTimeout(() => signal.releaseSync(), 150);
    expect(await signal.acquire(20_000)).toBe(true);
  });
});
