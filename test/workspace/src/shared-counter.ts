import { Barrier, Lock, Value } from 'parallel-profiler';

/** Shared by the workers: the counter, its lock, and the barrier at which they wait for each other. */
export interface Shared {
  counter: Value<'i'>;
  lock: Lock;
  start: Barrier;
}

/** A counter at 0 for so many workers. */
export function shareCounter(workers: number): Shared {
  return { counter: new Value('i', 0), lock: new Lock(), start: new Barrier(workers) };
}

/** Raises the counter a thousand times under the lock: nobody else gets between the reading and the writing. */
export function raiseWithLock({ counter, lock, start }: Shared): void {
  start.waitSync();
  for (let time = 0; time < 1000; time++) lock.withLockSync(() => (counter.value = addOne(counter.value)));
}

/** The same without the lock: two workers read 41, both write 42, and one of the two is lost. */
export function raiseWithoutLock({ counter, start }: Shared): void {
  start.waitSync();
  for (let time = 0; time < 1000; time++) counter.value = addOne(counter.value);
}

/** Takes ten microseconds, in place of the work that a real program does between reading and writing. */
function addOne(count: number): number {
  const end = performance.now() + 0.01;
  while (performance.now() < end);
  return count + 1;
}
