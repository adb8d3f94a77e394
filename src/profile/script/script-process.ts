import { type ChildProcess, spawn, spawnSync, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ScriptEnding } from '../../model/script-report.ts';
import { ProfileError } from '../profile-error.ts';

/** Time for the program to end by itself after it was interrupted or stopped. */
const GRACE_MS = 3_000;

export interface ScriptProcess {
  command: readonly string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  stdio: StdioOptions;
  /** Receives the program's output, if `stdio` has pipes. */
  onOutput?: (text: string) => void;
  timeLimitSeconds: number | null;
  signal: AbortSignal | undefined;
  /** The program was sent the signal by the terminal too. */
  isSignalled: boolean;
  /** Folder of the recording, which names all processes; `null` without one. */
  folder: string | null;
}

/**
 * Runs a command until it ends, the time limit is reached or the run is interrupted. Everything that it started is gone
 * afterwards.
 * @throws ProfileError if it cannot be started
 */
export async function runScript(script: ScriptProcess): Promise<ScriptEnding> {
  const [program = '', ...args] = script.command;
  const { cwd, env, stdio, timeLimitSeconds: limit } = script;
  // On Windows, npm and npx are scripts, which only a shell starts.
  const shell = process.platform === 'win32' && !/\.exe$|(?:^|[\\/])node$/i.test(program);
  const child = spawn(program, shell ? args.map(quoted) : args, { cwd, env, stdio, shell, windowsHide: true });
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => script.onOutput?.(text));
  const stopped: ScriptEnding[] = [];
  let grace: NodeJS.Timeout | undefined;
  const stop = (why: ScriptEnding, signal: NodeJS.Signals | null): void => {
    stopped.push(why);
    if (signal) child.kill(signal);
    grace ??= setTimeout(() => void killTree(child, script.folder), GRACE_MS);
  };
  const interrupt = (): void => stop({ how: 'interrupted' }, script.isSignalled ? null : 'SIGINT');
  const timer =
    limit === null
      ? undefined
      : setTimeout(() => stop({ how: 'time-limit', seconds: limit }, 'SIGTERM'), limit * 1_000);
  script.signal?.addEventListener('abort', interrupt, { once: true });
  if (script.signal?.aborted) interrupt();
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    return stopped[0] ?? { how: 'exited', code, signal };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ProfileError('run', `Expected a program to run, found "${program}", which does not start: ${why}.`);
  } finally {
    clearTimeout(timer);
    clearTimeout(grace);
    script.signal?.removeEventListener('abort', interrupt);
    if (stopped.length > 0) await killTree(child, script.folder);
  }
}

function quoted(argument: string): string {
  return /[\s"&|<>^()]/.test(argument) ? `"${argument.replaceAll('"', '\\"')}"` : argument;
}

/** Kills the program and all Node processes that it started. */
async function killTree(child: ChildProcess, folder: string | null): Promise<void> {
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F'], { windowsHide: true });
    return;
  }
  const recorded = folder === null ? [] : await recordedProcesses(folder);
  for (const pid of [child.exitCode === null && child.signalCode === null ? child.pid : undefined, ...recorded]) {
    if (pid === undefined) continue;
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
    }
  }
}

/** Processes that have recorded and, as far as the system says, still run the program. */
async function recordedProcesses(folder: string): Promise<number[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.events'));
  const pids = names.map((name) => Number.parseInt(name, 10));
  if (process.platform !== 'linux') return pids;
  const isOurs = await Promise.all(
    pids.map(async (pid) => {
      const environment = await readFile(join('/proc', String(pid), 'environ'), 'utf8').catch(() => '');
      return environment.includes(folder);
    }),
  );
  return pids.filter((_, index) => isOurs[index]);
}
