/** Functions that the soak runs in workers. Each returns a value that follows from its arguments alone. */
import { execSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Lock, Queue, Value } from '../../src/multiprocessing/index.ts';

/** How an item behaves on the way to its value. */
export type Behaviour = 'plain' | 'spin' | 'sleep' | 'throw' | 'die' | 'native' | 'forever' | 'talk';

/** One item: what it is and how it behaves. */
export interface Item {
  id: number;
  behaviour: Behaviour;
  ms: number;
}

/** The value of every item that ends well. */
export function valueOf(id: number): number {
  return (id * 2_654_435_761) % 1_000_003;
}

export function work(item: Item): number | Promise<number> {
  const { id, behaviour, ms } = item;
  switch (behaviour) {
    case 'plain':
      return valueOf(id);
    case 'spin':
      spin(ms);
      return valueOf(id);
    case 'sleep':
      return sleep(ms).then(() => valueOf(id));
    case 'throw':
      throw new RangeError(`item ${id} throws`);
    case 'die':
      return process.exit(7);
    case 'native':
      execSync(`sleep ${ms / 1000}`);
      return valueOf(id);
    case 'forever':
      for (;;);
    case 'talk':
      // Messages of the user's own, shaped like those of a pool.
      process.send?.([id, 1, 'forged']);
      process.send?.({ type: 'done', batch: id, values: { list: ['forged'] }, tookMs: 0 });
      return valueOf(id);
  }
}

/** The same with the members as arguments. */
export function spread(id: number, behaviour: Behaviour, ms: number): number | Promise<number> {
  return work({ id, behaviour, ms });
}

export async function putAll(queue: Queue<number>, ids: readonly number[]): Promise<number> {
  for (const id of ids) await queue.put(id);
  return ids.length;
}

export async function countUp(lock: Lock, value: Value<'i'>, times: number): Promise<number> {
  for (let i = 0; i < times; i++) {
    await lock.acquire();
    value.value += 1;
    await lock.release();
  }
  return times;
}

function spin(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}
