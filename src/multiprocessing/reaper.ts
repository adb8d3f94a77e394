import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';

/**
 * Reads lines, each with the pids of the living children. At the end of file, it gives those of the last line time to end
 * with their exit handlers, and then kills them. Without `sleep`, it kills them at once.
 *
 * It runs in the background and the first shell exits: it is not listed among the program's children, and it does not stay a
 * zombie of the program if the thread that started it is terminated.
 */
const script = `{
  exec <&3 3<&-
  while read -r line; do left=$line; done
  [ "$left" ] || exit
  sleep 0.2
  kill -KILL $left
} &`;

/**
 * A shell that kills the children of this thread when the thread has ended for any reason: the pipe between them breaks with
 * the thread. Without it, each child needs a thread that watches its parent while its main thread is busy, and starting that
 * thread takes CPU time in every child.
 *
 * While this thread runs, the list has no pid of another program: a child's pid is not reused before this thread has seen its
 * exit, which removes it from the list. After the thread's end, a pid that is reused within 0.2 s would be killed.
 */
export class Reaper {
  readonly #pipe: Socket;
  #works = true;

  private constructor(pipe: Socket) {
    this.#pipe = pipe;
    pipe.unref();
    pipe.on('error', () => (this.#works = false)).on('close', () => (this.#works = false));
  }

  /** Returns `null` where there is no shell. */
  static start(): Reaper | null {
    if (process.platform === 'win32') return null;
    const shell = spawn('/bin/sh', ['-c', script, 'parallel-profiler'], {
      // Independent of the terminal's signals and of the user's variables, output and folder.
      detached: true,
      env: {},
      cwd: '/',
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    shell.on('error', () => undefined).unref();
    return shell.pid === undefined ? null : new Reaper(shell.stdio[3] as Socket);
  }

  /** False once the shell has ended. */
  get works(): boolean {
    return this.#works;
  }

  /** Sets the pids to kill. They have arrived when it returns: Node writes to a pipe with room synchronously. */
  setPids(pids: readonly number[]): void {
    if (this.#works) this.#pipe.write(`${pids.join(' ')}\n`);
  }
}
