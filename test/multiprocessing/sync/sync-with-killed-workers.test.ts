import { describe, expect, test } from 'vitest';
import { HolderDiedError, Lock, Queue } from '../../../src/multiprocessing/index.ts';
import { start } from '../children.ts';
import { produceForever } from '../fixtures/shared-tasks.ts';
import { kinds } from '../kinds.ts';

const rounds = 4;

describe.each(kinds)('workers killed at any moment among %s', (kind) => {
  test('leave queues consistent and locks usable, and every wait ends', async () => {
    const queue = new Queue<[number, number]>(50);
    const next = new Map<number, number>();
    for (let round = 0; round < rounds; round++) {
      const lock = new Lock();
      const producers = [0, 1].map((i) => 2 * round + i);
      const children = producers.map((producer) => start(kind, produceForever, [queue, lock, producer]));
      const ends = performance.now() + 600 + 37 * round;
      const seen = new Set<number>();
      while (performance.now() < ends || seen.size < 2) {
        const [producer, n] = await queue.get(30_000);
        expect([producer, n]).toEqual([producer, next.get(producer) ?? 0]);
        next.set(producer, n + 1);
        seen.add(producer);
      }
      for (const child of children) child.kill();
      for (const child of children) await child.join();
      while (!(await queue.empty())) {
        const [producer, n] = await queue.get(0);
        expect(n).toBe(next.get(producer));
        next.set(producer, n + 1);
      }
      const outcome = await lock.acquire(20_000).catch((error: unknown) => error);
      if (outcome === true) await lock.release();
      else {
        expect(outcome).toBeInstanceOf(HolderDiedError);
        expect(await lock.recover()).toBe(true);
      }
    }
    expect(next.size).toBe(2 * rounds);
  });
});
