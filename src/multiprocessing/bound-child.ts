import { fork, type ChildProcess, type ForkOptions, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { lifelineFd } from './lifeline.ts';
import type { Program } from './sibling-program.ts';

/**
 * Reads lines, each with the pids of the living children. At end of file, it gives the children of the last line time
 * to run their exit handlers, and then kills them. Without `sleep`, it kills them immediately.
 *
 * It runs in the background and the first shell exits. It is therefore not among the program's children, and does not
 * become a zombie of the program if the thread that started it is terminated.
 *
 * Then it kills the processes with the given variable in their environment, if any, where the kernel shows it. They may
 * start others meanwhile.
 */
const reaperScript = `{
  exec <&3 3<&-
  while read -r line; do left=$line; done
  [ "$left$1" ] || exit
  sleep 0.2
  [ "$left" ] && kill -KILL $left
  [ "$1" ] && for round in 1 2 3 4 5 6 7 8 9; do
    found=$(grep -ls -e "$1" /proc/[0-9]*/environ)
    [ "$found" ] || exit
    for file in $found; do
      pid=\${file#/proc/}
      kill -KILL \${pid%/environ}
    done
  done
} &`;

/** Name of the shell in lists of processes. */
export const reaperName = 'parallel-profiler';

/** A child that ends with the thread that started it. */
export interface BoundChild {
  child: ChildProcess;
  /** Whether the child must call `endWithParent` before it loads the user's code. */
  watchesParent: boolean;
}

/**
 * Signals a child. One that could not be started has the pid 0 in Node, and `kill` would end the whole process group of
 * this program.
 */
export function signalChild(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid !== undefined) child.kill(signal);
}

/** The children of this thread that end with it, with the signal sent to them when it ends by itself. */
const children = new Map<ChildProcess, 'SIGTERM' | 'SIGKILL'>();
let reaper: Reaper | null = null;

process.on('exit', () => {
  for (const [child, signal] of children) {
    child.kill(signal);
    // The child is gone before the reaper acts, and its pid may be reused.
    if (signal === 'SIGKILL') children.delete(child);
  }
  updateReaper();
});

/**
 * Forks a child that ends with this thread, even if this thread is busy. The child does not keep this thread alive.
 * @param farewell the signal sent to the child when this thread ends by itself
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
  // Absent if the child could not be started. The pipe breaks when the child ends, which has its own event.
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

/**
 * A shell that kills the children of this thread once the thread has ended for any reason: the pipe between them breaks
 * with the thread. Without it, each child needs a thread that watches its parent while the main thread is busy, and
 * starting that thread costs CPU time in every child.
 *
 * While this thread runs, the list contains no pid of another program: a child's pid is not reused before this thread
 * has seen its exit, which removes it from the list. After the thread's end, a pid that is reused within 0.2 s would be
 * killed.
 */
export class Reaper {
  readonly #pipe: Socket;
  #works = true;

  private constructor(pipe: Socket) {
    this.#pipe = pipe;
    pipe.unref();
    pipe.on('error', () => (this.#works = false)).on('close', () => (this.#works = false));
  }

  /**
   * Returns `null` if there is no shell.
   * @param variable `name=value` in the environment of other processes to kill, whoever started them
   */
  static start(variable = ''): Reaper | null {
    if (process.platform === 'win32') return null;
    const shell = spawn('/bin/sh', ['-c', reaperScript, reaperName, variable], {
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

  /**
   * Sets the pids to kill. They have been delivered when it returns: Node writes synchronously to a pipe with free
   * space.
   */
  setPids(pids: readonly number[]): void {
    if (this.#works) this.#pipe.write(`${pids.join(' ')}\n`);
  }
}
