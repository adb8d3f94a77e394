import { startProgram } from './sibling-program.ts';

/**
 * Where a child has its end of the lifeline, a pipe that carries nothing. The operating system closes it when the parent
 * ends, whatever ended it, and Node closes it with the thread that started the child. Unlike a pid it is never reused, and
 * it detects a parent that ended before the child was up.
 */
export const lifelineFd = 4;

/**
 * Makes this process end with its parent, however busy its main thread is: the thread comes up without the help of the one
 * that starts it.
 */
export function endWithParent(): void {
  // Without variables, because NODE_OPTIONS would load the user's preloads into the thread.
  startProgram('parent-watch', { workerData: lifelineFd, execArgv: [], env: {} }).unref();
}
