import { execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { vi } from 'vitest';
import { runCommandLine } from '../../src/cli/run-command-line.ts';

const root = join(import.meta.dirname, '../..');

/** The built program, as people get it. */
const commandPath = join(root, 'dist/cli.mjs');

/** Exit code and output of a run of the program. */
export interface CommandResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

/**
 * Runs `parallel-profiler` with arguments, from the root of the repository. `onStart` is handed its process id, for tests
 * that interrupt it.
 */
export async function runCommand(
  args: readonly string[],
  onStart?: (pid: number) => void,
  { node = process.execPath, env = {} }: { node?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<CommandResult> {
  // Tests run beside each other, so every run would wait.
  const given = args[0] === 'run' && args.length > 1 ? [...args, '--no-wait'] : args;
  const child = spawn(node, [commandPath, ...given], {
    cwd: root,
    env: { ...process.env, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  if (child.pid !== undefined) onStart?.(child.pid);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { code, stdout, stderr };
}

/**
 * Runs `parallel-profiler` with arguments in this process, which spares a start. For commands that need no process of
 * their own: not for those that are interrupted or print through pipes.
 */
export async function runInProcess(args: readonly string[]): Promise<CommandResult> {
  const written = { stdout: '', stderr: '' };
  const keep = (name: keyof typeof written) => (text: unknown) => {
    written[name] += String(text);
    return true;
  };
  const { argv } = process;
  const listeners = process.stdout.listeners('error');
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(keep('stdout')),
    vi.spyOn(process.stderr, 'write').mockImplementation(keep('stderr')),
    vi.spyOn(console, 'log').mockImplementation((text) => void keep('stdout')(`${String(text)}\n`)),
    vi.spyOn(console, 'error').mockImplementation((text) => void keep('stderr')(`${String(text)}\n`)),
  ];
  process.argv = [process.execPath, commandPath, ...args];
  try {
    await runCommandLine(pathToFileURL(join(root, 'dist/')));
    return { code: Number(process.exitCode ?? 0), ...written };
  } finally {
    process.argv = argv;
    process.exitCode = undefined;
    for (const spy of spies) spy.mockRestore();
    for (const listener of process.stdout.listeners('error'))
      if (!listeners.includes(listener)) process.stdout.off('error', listener as () => void);
  }
}

/** Process ids of what a process started, and of what those started; not on Windows. */
export function descendantsOf(pid: number): number[] {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,comm='], { encoding: 'utf8' })
    .split('\n')
    .map((row) => row.trim().split(/\s+/))
    // The question itself runs as a process too.
    .filter(([, , program]) => program !== 'ps')
    .map(([child, parent]) => ({ child: Number(child), parent: Number(parent) }));
  const below = (parent: number): number[] =>
    rows.filter((row) => row.parent === parent).flatMap(({ child }) => [child, ...below(child)]);
  return below(pid);
}
