import { fork, type ChildProcess, type ForkOptions } from 'node:child_process';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { startProgram, type Program } from './sibling-program.ts';

/**
 * Where a child has its end of the lifeline, a pipe that carries nothing. The operating system closes it when the parent
 * ends, whatever ended it, and Node closes it with the thread that started the child. Unlike a pid it is never reused, and
 * it detects a parent that ended before the child was up.
 */
const lifelineFd = 4;

/** Forks a child with a lifeline. */
export function forkWithLifeline(program: Program, options: ForkOptions): ChildProcess {
  const child = fork(fileURLToPath(program.url), program.argv, {
    ...options,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc', 'pipe'],
  });
  // Absent if the child could not be started.
  const lifeline = child.stdio[lifelineFd] as Socket | null | undefined;
  // Its breaking is the child's end, which has an event of its own.
  lifeline?.on('error', () => undefined).unref();
  return child;
}

/**
 * Makes this process end with its parent, however busy its main thread is. Call it before the first line of the user's code:
 * the thread comes up without the help of the one that starts it.
 */
export function endWithParent(): void {
  // Without variables, because NODE_OPTIONS would load the user's preloads into the thread.
  startProgram('parent-watch', { workerData: lifelineFd, execArgv: [], env: {} }).unref();
}
