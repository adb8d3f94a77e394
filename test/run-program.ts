import { spawn } from 'node:child_process';
import { join } from 'node:path';

export interface Ended {
  exitCode: number;
  /** Output of both streams in their order; empty if it went to the terminal. */
  output: string;
}

/**
 * Runs a program of node_modules/.bin (or `node`) in a folder until it ends.
 * @param kept whether its output is collected instead of shown while it runs.
 */
export function runProgram(
  folder: string,
  [program, ...args]: [program: string, ...args: string[]],
  environment: Record<string, string> | undefined,
  kept: boolean,
): Promise<Ended> {
  const windows = process.platform === 'win32';
  const [command, shell] =
    program === 'node'
      ? [process.execPath, false]
      : [join(folder, 'node_modules/.bin', windows ? `${program}.cmd` : program), windows];
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(command, args, {
      cwd: folder,
      stdio: kept ? ['ignore', 'pipe', 'pipe'] : 'inherit',
      shell,
      env: { ...process.env, ...environment },
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
    }
    child.once('error', (error) => resolve({ exitCode: 1, output: `${output}${error.message}\n` }));
    child.once('close', (code) => resolve({ exitCode: code ?? 1, output }));
  });
}
