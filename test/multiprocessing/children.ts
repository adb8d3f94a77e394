import { Process, type ProcessOptions } from '../../src/multiprocessing/index.ts';
import type { Kind } from './kinds.ts';

/** The module whose functions the children run. */
export const sharedTasks = new URL('./fixtures/shared-tasks.ts', import.meta.url);

/** A started child of that kind. */
export function start<A extends readonly unknown[]>(
  kind: Kind,
  target: (...args: A) => unknown,
  args: A,
  options: Partial<ProcessOptions<A>> = {},
): Process<A> {
  const child = new Process<A>(sharedTasks, { ...options, target, args, kind });
  child.start();
  return child;
}

/** Waits for children, all of which must have ended well. */
export async function joinWell(...children: Pick<Process, 'join' | 'kill' | 'name' | 'exitCode'>[]): Promise<void> {
  for (const child of children) {
    if (!(await child.join(30_000))) {
      child.kill();
      throw new Error(`${child.name} did not end`);
    }
    if (child.exitCode !== 0) throw new Error(`${child.name} ended with ${String(child.exitCode)}`);
  }
}
