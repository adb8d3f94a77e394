import { startProgram } from './sibling-program.ts';

/**
 * The child's file descriptor of the lifeline, a pipe that carries no data. The operating system closes it when the
 * parent ends for any reason, and Node closes it with the thread that started the child. Unlike a pid it is never
 * reused, and it also detects a parent that ended before the child was running.
 */
export const lifelineFd = 4;

/**
 * Makes this process end with its parent, even if its main thread is busy: the thread starts without help from the
 * thread that creates it.
 */
export function endWithParent(): void {
  // An empty environment, because NODE_OPTIONS would load the user's preloads into the thread.
  startProgram('parent-watch', { workerData: lifelineFd, execArgv: [], env: {} }).unref();
}
