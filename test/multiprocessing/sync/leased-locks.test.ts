import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import {
  Event,
  HolderDiedError,
  Lock,
  Pool,
  Process,
  Queue,
  RLock,
  SharedArray,
  Value,
} from '../../../src/multiprocessing/index.ts';
import { joinWell } from '../children.ts';
import * as leased from '../fixtures/leased.ts';

const fixture = new URL('../fixtures/leased.ts', import.meta.url);
const times = 300;

function guard(lock: Lock | RLock): { lock: Lock | RLock; counter: Value<'i'>; slots: SharedArray<'d'> } {
  return { lock, counter: new Value('i', 0, { lock }), slots: new SharedArray('d', 3, { lock }) };
}

function start<A extends readonly unknown[]>(
  target: (...args: A) => unknown,
  args: A,
  kind: 'processes' | 'threads' = 'processes',
): Process<A> {
  const child = new Process<A>(fixture, { target, args, kind });
  child.start();
  return child;
}

const makers: [string, () => Lock | RLock][] = [
  ['a Lock', () => new Lock()],
  ['an RLock', () => new RLock()],
];

describe.each(makers)('processes that acquire %s repeatedly', (_, make) => {
  test('and threads lose no change of the guarded data', async () => {
    const guarded = guard(make());
    const kinds = ['processes', 'processes', 'processes', 'threads'] as const;
    await joinWell(...kinds.map((kind) => start(leased.raiseLeased, [guarded, times], kind)));
    expect([guarded.counter.value, guarded.slots.sliceSync()]).toEqual([4 * times, [4 * times, 4 * times, 4 * times]]);
    expect(guarded.lock.acquireSync(0)).toBe(true);
  });

  test('release it with all changes visible before they report, even if they compute and are killed', async () => {
    const [guarded, done] = [guard(make()), new Event()];
    const child = start(leased.raiseAndSpin, [guarded, times, done]);
    await done.wait();
    expect([guarded.counter.value, guarded.lock.lockedSync(), guarded.lock.acquireSync(0)]).toEqual([
      times,
      false,
      true,
    ]);
    guarded.lock.releaseSync();
    child.kill();
    await child.join();
    expect([guarded.lock.acquireSync(0), guarded.counter.value]).toEqual([true, times]);
  });

  test('lose whole critical sections if they are killed at any time, or are detected inside one', async () => {
    for (const afterMs of [0, 3, 8]) {
      const [guarded, polled] = [guard(make()), 20];
      const child = start(leased.raiseLeased, [guarded, 1e9]);
      // Without the lock the counter is read between the sections, and within them.
      while (guarded.counter.value < polled) await sleep(1);
      await sleep(afterMs);
      child.kill();
      await child.join();
      const found = await guarded.lock.acquire(5000).catch((error: unknown) => error);
      const { value } = guarded.counter;
      expect(value).toBeGreaterThanOrEqual(polled);
      const slots = guarded.slots.sliceSync();
      if (found === true) expect(slots).toEqual([value, value, value]);
      else {
        expect(found).toBeInstanceOf(HolderDiedError);
        // The counter is raised first, then one slot after the other.
        expect([value, ...slots, value - 1].toSorted((a, b) => b - a)).toEqual([value, ...slots, value - 1]);
      }
    }
  });

  test('are detected if they are killed inside, with all earlier changes applied', async () => {
    const [guarded, inside] = [guard(make()), new Event()];
    const child = start(leased.raiseAndStayInside, [guarded, times, inside]);
    await inside.wait();
    expect([guarded.lock.lockedSync(), guarded.lock.acquireSync(0)]).toEqual([true, false]);
    child.kill();
    await expect(guarded.lock.acquire()).rejects.toBeInstanceOf(HolderDiedError);
    expect([await guarded.lock.recover(), guarded.counter.value]).toEqual([true, times]);
    await child.join();
  });

  test('have applied all changes when they exit', async () => {
    const guarded = guard(make());
    const child = start(leased.raiseAndExit, [guarded, times]);
    await child.join();
    expect([guarded.counter.value, guarded.lock.acquireSync(0)]).toEqual([times, true]);
  });

  test('have applied all changes when the task of a pool ends', async () => {
    const guarded = guard(make());
    await using pool = new Pool(fixture, { kind: 'processes', processes: 2 });
    for (let round = 1; round <= 5; round++) {
      await pool.starmap(leased.raiseLeased, [
        [guarded, 20],
        [guarded, 20],
      ]);
      expect([guarded.counter.value, guarded.lock.lockedSync()]).toEqual([40 * round, false]);
    }
  });
});

test('a process that holds the lock sees writes that others make without it', async () => {
  const [lock, polling] = [new Lock(), new Event()];
  const flag = new Value('i', 0, { lock });
  const child = start(leased.pollUnderLock, [lock, flag, polling]);
  await polling.wait();
  flag.value = 1;
  await joinWell(child);
});

test('mistakes under a lock that is acquired repeatedly throw where they are made', async () => {
  const [lock, queue] = [new Lock(), new Queue()];
  const slots = new SharedArray('d', 2, { lock });
  const child = start(leased.makeMistakes, [lock, new Value('B', 0, { lock }), slots, queue]);
  expect(await queue.get()).toEqual([
    'too large: RangeError',
    'outside: RangeError',
    'acquired twice: RangeError',
    'released twice: NotHeldError',
    50,
  ]);
  await joinWell(child);
});

test('another worker may release a lock that a process acquired repeatedly', async () => {
  const [lock, locked] = [new Lock(), new Event()];
  const child = start(leased.leaveLocked, [lock, locked]);
  await locked.wait();
  lock.releaseSync();
  await joinWell(child);
  expect(lock.acquireSync(0)).toBe(true);
});
