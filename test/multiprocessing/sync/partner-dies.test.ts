import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import {
  Barrier,
  Condition,
  Event,
  JoinableQueue,
  Lock,
  Pipe,
  Pool,
  Process,
  Queue,
  RLock,
  Semaphore,
  SimpleQueue,
} from '../../../src/multiprocessing/index.ts';
import { holdAll, ownAndDie, touchNothing, type SharedSet } from '../fixtures/partners.ts';
import { kinds, rejection } from '../kinds.ts';

const partners = new URL('../fixtures/partners.ts', import.meta.url);
const broken = new URL('../fixtures/broken-module.ts', import.meta.url);

function makeSet(): { here: ReturnType<typeof Pipe>[0]; set: SharedSet } {
  const [here, connection] = Pipe();
  const set: SharedSet = {
    connection,
    lock: new Lock(),
    rlock: new RLock(),
    semaphore: new Semaphore(1),
    barrier: new Barrier(3),
    joinable: new JoinableQueue(),
    queue: new Queue(),
    simple: new SimpleQueue(),
    event: new Event(),
    ready: new Event(),
  };
  return { here, set };
}

/** How a call ended so far: its error's name, `done`, or `waits`. */
function watch(calls: Record<string, Promise<unknown>>): Record<string, string> {
  const states: Record<string, string> = {};
  for (const [key, call] of Object.entries(calls)) {
    states[key] = 'waits';
    call.then(
      () => (states[key] = 'done'),
      (error: unknown) => (states[key] = (error as Error).name),
    );
  }
  return states;
}

const beforeIt: [string, (kind: 'threads' | 'processes', args: [SharedSet]) => Process<[SharedSet]>][] = [
  [
    'is killed at once',
    (kind, args) => {
      const child = new Process(partners, { target: touchNothing, args, kind });
      child.start();
      child.kill();
      return child;
    },
  ],
  [
    'never loads its module',
    (kind, args) => {
      const child = new Process<[SharedSet]>(broken, { target: 'target', args, kind });
      child.start();
      return child;
    },
  ],
  [
    'exits without having used anything',
    (kind, args) => {
      const child = new Process(partners, { target: touchNothing, args, kind });
      child.start();
      return child;
    },
  ],
];

describe.each(kinds)('the partner among %s', (kind) => {
  test.each(beforeIt)('%s: a pipe ends, and waits that would continue in Python continue', async (_, begin) => {
    const { here, set } = makeSet();
    const condition = new Condition();
    await set.semaphore.acquire();
    await set.joinable.put(1);
    const child = begin(kind, [set]);
    await set.connection.close();
    const states = watch({
      recv: here.recv(),
      lock: set.lock.acquire(),
      rlock: set.rlock.acquire(),
      semaphore: set.semaphore.acquire(),
      barrier: set.barrier.wait(),
      joinable: set.joinable.join(),
      queue: set.queue.get(),
      event: set.event.wait(),
      condition: condition.withLock(() => condition.wait()),
    });
    await child.join();
    await sleep(300);
    expect(states).toEqual({
      recv: 'ConnectionClosedError',
      lock: 'done',
      rlock: 'done',
      semaphore: 'waits',
      barrier: 'waits',
      joinable: 'waits',
      queue: 'waits',
      event: 'waits',
      condition: 'waits',
    });
    expect(await rejection(here.send(1))).toMatchObject({ name: 'ConnectionClosedError' });
    expect(await here.poll()).toBe(true);
    // All of them still work.
    await set.semaphore.release();
    await set.barrier.abort();
    await set.joinable.get();
    await set.joinable.taskDone();
    await set.queue.put(1);
    await set.event.set();
    await condition.withLock(() => condition.notify());
    await expect.poll(() => Object.values(states), { timeout: 20_000 }).not.toContain('waits');
  });

  test.each([
    ['is killed', true],
    ['exits', false],
  ])('%s while it holds everything: each waiter gets its error', async (_, stays) => {
    const { here, set } = makeSet();
    await set.joinable.put(1);
    const child = new Process(partners, { target: holdAll, args: [set, stays], kind });
    child.start();
    await set.connection.close();
    await set.ready.wait();
    const states = watch({
      recv: here.recv(),
      lock: set.lock.acquire(),
      rlock: set.rlock.acquire(),
      semaphore: set.semaphore.acquire(),
      joinable: set.joinable.join(),
      barrier: set.barrier.wait(),
    });
    if (stays) child.kill();
    await child.join();
    await sleep(500);
    expect(states).toEqual({
      recv: 'ConnectionClosedError',
      lock: 'HolderDiedError',
      rlock: 'HolderDiedError',
      semaphore: 'HolderDiedError',
      joinable: 'HolderDiedError',
      barrier: 'BrokenBarrierError',
    });
  });

  test('never loads its module while this thread waits synchronously: the pipe still ends', async () => {
    const [here, there] = Pipe();
    const child = new Process(broken, { target: 'target', args: [there], kind });
    child.start();
    there.closeSync();
    expect(here.pollSync(20_000)).toBe(true);
    expect(() => here.recvSync()).toThrow('end of the pipe');
    await child.join();
  });

  test('is a pool that cannot load its module, or has ended: the pipe in its initial arguments ends', async () => {
    for (const module of [broken, partners]) {
      const [here, there] = Pipe();
      const pool = new Pool(module, { kind, processes: 2, initializer: 'touchNothing', initargs: [there] });
      await there.close();
      const states = watch({ recv: here.recv() });
      const ready = await pool.apply('touchNothing', []).then(
        () => 'ran',
        (error: unknown) => (error as Error).name,
      );
      if (module === partners) expect([ready, states['recv']]).toEqual(['ran', 'waits']);
      else expect(ready).toBe('WorkerStartError');
      await pool.terminate();
      await sleep(300);
      expect(states).toEqual({ recv: 'ConnectionClosedError' });
    }
  });

  test('is a task of a pool that is killed before it received the pipe', async () => {
    const [here, there] = Pipe();
    const pool = new Pool(partners, { kind, processes: 1 });
    const busy = pool.apply('holdAll', [makeSet().set, true]).catch((error: unknown) => (error as Error).name);
    const behind = pool.apply('touchNothing', [{ connection: there }]).catch((error: unknown) => (error as Error).name);
    await there.close();
    const states = watch({ recv: here.recv() });
    await sleep(200);
    await pool.terminate();
    expect([await busy, await behind]).toEqual(['PoolClosedError', 'PoolClosedError']);
    await sleep(300);
    expect(states).toEqual({ recv: 'ConnectionClosedError' });
  });
});

test('a child detects an owner that was killed before the child connected', async () => {
  const report = new Queue();
  const owner = new Process(partners, { target: ownAndDie, args: [report] });
  owner.start();
  expect(await report.get(20_000)).toBe('OwnerLostError');
  await owner.join();
});
