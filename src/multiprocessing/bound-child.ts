import { fork, type ChildProcess, type ForkOptions } from 'node:child_process';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { lifelineFd } from './lifeline.ts';
import { Reaper } from './reaper.ts';
import type { Program } from './sibling-program.ts';

/** A child that ends with the thread that started it. */
export interface BoundChild {
  child: ChildProcess;
  /** Whether the child must call `endWithParent` before it loads the user's code. */
  watchesParent: boolean;
}

/** The children of this thread that end with it, and how they are asked to when it ends by itself. */
const children = new Map<ChildProcess, 'SIGTERM' | 'SIGKILL'>();
let reaper: Reaper | null = null;

process.on('exit', () => {
  for (const [child, signal] of children) {
    child.kill(signal);
    // It is gone before the reaper acts, and its pid may be reused.
    if (signal === 'SIGKILL') children.delete(child);
  }
  updateReaper();
});

/**
 * Forks a child that ends with this thread, however busy it is. It does not keep this thread alive.
 * @param farewell the signal that it gets when this thread ends by itself
 */
export function forkBound(program: Program, options: ForkOptions, farewell: 'SIGTERM' | 'SIGKILL'): BoundChild {
  if (reaper?.works !== true) reaper = Reaper.start();
  const watchesParent = reaper === null;
  const child = fork(fileURLToPath(program.url), program.argv, {
    ...options,
    ...(watchesParent && { stdio: ['inherit', 'inherit', 'inherit', 'ipc', 'pipe'] }),
  });
  child.unref();
  child.channel?.unref();
  // Absent if the child could not be started. Its breaking is the child's end, which has an event of its own.
  const lifeline = child.stdio[lifelineFd] as Socket | null | undefined;
  lifeline?.on('error', () => undefined).unref();
  if (child.pid === undefined) return { child, watchesParent };
  children.set(child, farewell);
  updateReaper();
  child.once('exit', () => {
    children.delete(child);
    updateReaper();
  });
  return { child, watchesParent };
}

function updateReaper(): void {
  reaper?.setPids([...children.keys()].flatMap(({ pid }) => pid ?? []));
}
