import { Mutex } from 'multithreading';
import { median } from '../../src/math/median.ts';
import { Lock, RLock, Semaphore } from '../../src/multiprocessing/index.ts';
import type { Bench, Claims } from './bench.ts';
import { counterSpeed } from './counter-speed.ts';

const rounds = 60;
/** Not counted: code is compiled in them. */
const warmups = 10;
const pairs = 5_000;

/** Locks against the mutex of the npm package `multithreading`. */
export const lockSpeed: Bench = {
  name: 'locks',
  about: 'locks on threads against the mutex of multithreading, and a counter of processes against CPython',
  cases: [
    { name: 'uncontended', about: 'acquire and release that nobody else wants', run: uncontended },
    { name: 'counter', about: 'four processes raise a counter under a lock, here and in CPython', run: counterSpeed },
  ],
};

// eslint-disable-next-line @typescript-eslint/require-await -- a bench may be asynchronous, this one is not
async function uncontended(claims: Claims): Promise<void> {
  const [lock, rlock, semaphore, mutex] = [new Lock(), new RLock(), new Semaphore(1), new Mutex(0)];
  const ours = [lock, rlock, semaphore].map((object) => (): void => {
    object.acquireSync();
    object.releaseSync();
  });
  const contenders = [...ours, () => mutex.blockingLock().dispose()];
  const times: number[][] = contenders.map(() => []);
  for (let round = 0; round < rounds + warmups; round++) {
    for (const [i, run] of contenders.entries()) {
      const startedMs = performance.now();
      for (let pair = 0; pair < pairs; pair++) run();
      if (round >= warmups) times[i]?.push(((performance.now() - startedMs) * 1000) / pairs);
    }
  }
  const [lockUs = NaN, rlockUs = NaN, semaphoreUs = NaN, mutexUs = NaN] = times.map(median);
  console.log(`  RLock ${rlockUs.toFixed(2)} us, Semaphore ${semaphoreUs.toFixed(2)} us`);
  const value = `${(lockUs / mutexUs).toFixed(2)} of its time (${lockUs.toFixed(2)} us, it ${mutexUs.toFixed(2)} us)`;
  claims.check('a Lock is not slower than the mutex of multithreading', value, lockUs <= mutexUs);
}
