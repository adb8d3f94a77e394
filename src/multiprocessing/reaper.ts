import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';

/**
 * Reads lines, each with the pids that are left; at the end of file gives those of the last line time to end by themselves,
 * with their exit handlers, and kills them. Where there is no `sleep`, it kills them at once.
 *
 * In the background, with the first shell gone: nobody who lists the program's children sees it, and where the thread that
 * started it is terminated, it does not stay a zombie of the program.
 */
const script = `{
  exec <&3 3<&-
  while read -r line; do left=$line; done
  [ "$left" ] || exit
  sleep 0.2
  kill -KILL $left
} &`;

/**
 * A shell that kills the children of this thread when the thread has ended, whatever ended it: a pipe from here to there
 * breaks with the thread. Otherwise each child needs a thread to watch its parent while its main
 * thread is busy, and that thread takes about as much CPU time as the start of the child.
 *
 * No pid is killed that belongs to another program. A child's pid stays taken until this thread has seen its exit, and
 * then it is struck off the list at once. After the end of this thread, a pid would have to come round again in 0.2 s.
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
      // Neither the terminal's signals nor the user's variables, output and folder are its business.
      detached: true,
      env: {},
      cwd: '/',
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    shell.on('error', () => undefined).unref();
    return shell.pid === undefined ? null : new Reaper(shell.stdio[3] as Socket);
  }

  /** False once somebody has killed it. */
  get works(): boolean {
    return this.#works;
  }

  /** Says whom to kill. Has arrived when it returns: Node writes to a pipe that has room at once. */
  tell(pids: readonly number[]): void {
    if (this.#works) this.#pipe.write(`${pids.join(' ')}\n`);
  }
}
