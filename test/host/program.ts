import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';

/** A started program with everything that it starts in turn. */
export interface Program {
  /** Rejects when it ends before it printed a line that matches. */
  waitForOutput(pattern: RegExp, timeoutMs: number): Promise<RegExpMatchArray>;
  /** Output of both streams so far. */
  output(): string;
  /** Ends the program and its children. */
  stop(): Promise<void>;
}

/** Starts a program in a separate process group, so that stopping it leaves nothing running. */
export function startProgram(command: string, args: string[], options: SpawnOptions = {}): Program {
  const child = spawn(command, args, { ...options, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  const listeners = new Set<() => void>();
  const note = (chunk: Buffer): void => {
    printed += chunk.toString();
    for (const listener of listeners) listener();
  };
  child.stdout.on('data', note);
  child.stderr.on('data', note);
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(`ended with ${code ?? signal ?? 'no code'}`));
  });
  const stopWithUs = (): void => killGroup(child, 'SIGKILL');
  process.once('exit', stopWithUs);

  return {
    output: () => printed,
    waitForOutput: (pattern, timeoutMs) =>
      new Promise((resolve, reject) => {
        const settle = (action: () => void): void => {
          clearTimeout(timer);
          listeners.delete(look);
          action();
        };
        const fail = (why: string): void =>
          settle(() => reject(new Error(`${command} ${why}. It printed:\n${printed}`)));
        const look = (): void => {
          const match = pattern.exec(printed);
          if (match) settle(() => resolve(match));
        };
        const timer = setTimeout(() => fail(`did not print ${String(pattern)} in ${timeoutMs} ms`), timeoutMs);
        listeners.add(look);
        void ended.then(fail);
        look();
      }),
    async stop() {
      killGroup(child, 'SIGTERM');
      const hard = setTimeout(() => killGroup(child, 'SIGKILL'), 3000);
      await ended;
      clearTimeout(hard);
      // The leader may have ended without its children.
      killGroup(child, 'SIGKILL');
      process.off('exit', stopWithUs);
    },
  };
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
