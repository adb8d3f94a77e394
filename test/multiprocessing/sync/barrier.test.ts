import { describe, expect, test } from 'vitest';
import { Barrier, BrokenBarrierError, Queue } from '../../../src/multiprocessing/index.ts';
import { joinWell, start } from '../children.ts';
import { passBarrier } from '../fixtures/shared-tasks.ts';
import { kinds, rejection } from '../kinds.ts';

test('one waiter per party passes, each with a different index, repeatedly', async () => {
  const barrier = new Barrier(3);
  expect(barrier.parties).toBe(3);
  for (let round = 0; round < 3; round++) {
    const first = barrier.wait();
    await Promise.resolve();
    expect(await barrier.waiting()).toBe(1);
    const places = await Promise.all([first, barrier.wait(), barrier.wait()]);
    expect(places.sort()).toEqual([0, 1, 2]);
    expect(barrier.waitingSync()).toBe(0);
  }
});

test('one waiter runs the action before any continues; if it throws, the barrier breaks', async () => {
  const barrier = new Barrier(2);
  const order: string[] = [];
  const pass = async (): Promise<void> => {
    await barrier.wait(undefined, () => order.push('action'));
    order.push('on');
  };
  await Promise.all([pass(), pass()]);
  expect(order).toEqual(['action', 'on', 'on']);
  const waiting = rejection(barrier.wait());
  expect((await rejection(barrier.wait(undefined, () => Promise.reject(new Error('no'))))).message).toBe('no');
  expect(await waiting).toBeInstanceOf(BrokenBarrierError);
});

test('a timeout or an abort breaks it for all waiters until it is reset', async () => {
  const barrier = new Barrier(3, { timeoutMs: 10_000 });
  const waiting = rejection(barrier.wait());
  expect(await rejection(barrier.wait(50))).toBeInstanceOf(BrokenBarrierError);
  expect(await waiting).toBeInstanceOf(BrokenBarrierError);
  expect(barrier.brokenSync()).toBe(true);
  expect(() => barrier.waitSync()).toThrow(BrokenBarrierError);
  await barrier.reset();
  expect(await barrier.broken()).toBe(false);
  const interrupted = rejection(barrier.wait());
  await Promise.resolve();
  barrier.resetSync();
  expect((await interrupted).message).toContain('was reset');
  const aborted = rejection(barrier.wait());
  await barrier.abort();
  expect(await aborted).toBeInstanceOf(BrokenBarrierError);
});

test('the number of parties is checked', () => {
  expect(() => new Barrier(0)).toThrow('1 to 1024 parties');
});

describe.each(kinds)('a barrier between this program and %s', (kind) => {
  test('lets all waiters pass in every round, asynchronous and synchronous', async () => {
    const [barrier, queue] = [new Barrier(3), new Queue<{ round: number; index: number }>()];
    const children = [0, 1].map(() => start(kind, passBarrier, [barrier, 4, queue]));
    for (let round = 0; round < 4; round++) {
      const places = [await barrier.wait()];
      for (let i = 0; i < 2; i++) {
        const answer = await queue.get();
        expect(answer.round).toBe(round);
        places.push(answer.index);
      }
      expect(places.sort()).toEqual([0, 1, 2]);
    }
    await joinWell(...children);
  });

  test('breaks if a waiter dies, and names it', async () => {
    const [barrier, queue] = [new Barrier(3), new Queue<{ error: string; message: string }>()];
    const dying = start(kind, passBarrier, [barrier, 1, queue], { name: 'Dying' });
    while ((await barrier.waiting()) < 1) await new Promise((resolve) => setTimeout(resolve, 10));
    const other = start(kind, passBarrier, [barrier, 1, queue]);
    while ((await barrier.waiting()) < 2) await new Promise((resolve) => setTimeout(resolve, 10));
    dying.kill();
    expect(await queue.get(20_000)).toMatchObject({
      error: 'BrokenBarrierError',
      message: expect.stringContaining('Dying (') as string,
    });
    expect((await rejection(barrier.wait())).message).toContain('died while it waited there');
    await joinWell(other);
  });
});
