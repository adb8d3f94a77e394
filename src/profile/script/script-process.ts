import { type ChildProcess, spawn, spawnSync, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ScriptEnding } from '../../model/script-report.ts';
import { folderVariable } from '../../recorder/format/events.ts';
import { ProfileError } from '../profile-error.ts';
import { quoteWord } from './command-line.ts';

/** Time for the program to end by itself after it was interrupted or stopped. */
const GRACE_MS = 3_000;
/** Node fires longer timers at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export interface ScriptProcess {
  command: readonly string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  stdio: StdioOptions;
  /** Receives the program's output, if `stdio` has pipes. */
  onOutput?: (text: string) => void;
  timeLimitSeconds: number | null;
  signal: AbortSignal | undefined;
  /** Ends the grace period after `signal`. */
  kill?: AbortSignal | undefined;
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
  const child = spawn(program, shell ? args.map(quoteWord) : args, { cwd, env, stdio, shell, windowsHide: true });
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => script.onOutput?.(text));
  const stopped: ScriptEnding[] = [];
  let grace: NodeJS.Timeout | undefined;
  const stop = (why: ScriptEnding, signal: NodeJS.Signals | null): void => {
    stopped.push(why);
    // One that could not be started has the pid 0 in Node, which is the process group of this program.
    if (signal && child.pid !== undefined) child.kill(signal);
    grace ??= setTimeout(kill, GRACE_MS);
  };
  const interrupt = (): void => stop({ how: 'interrupted' }, script.isSignalled ? null : 'SIGINT');
  const timer =
    limit === null
      ? undefined
      : setTimeout(
          () => stop({ how: 'time-limit', seconds: limit }, 'SIGTERM'),
          Math.min(limit * 1_000, LONGEST_TIMER_MS),
        );
  const kill = (): void => void killTree(child, script.folder);
  script.signal?.addEventListener('abort', interrupt, { once: true });
  script.kill?.addEventListener('abort', kill, { once: true });
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
    script.kill?.removeEventListener('abort', kill);
    if (stopped.length > 0) await killTree(child, script.folder);
  }
}

/** Kills the program and all processes that it started. */
async function killTree(child: ChildProcess, folder: string | null): Promise<void> {
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F'], { windowsHide: true });
    return;
  }
  // A process that is killed may have started another in the meantime.
  for (let round = 0; round < 3; round++) {
    const others = folder === null ? [] : await processesOf(folder);
    const isRunning = child.exitCode === null && child.signalCode === null;
    if (others.length === 0 && !isRunning) return;
    for (const pid of [isRunning ? child.pid : undefined, ...others]) {
      if (pid === undefined) continue;
      try {
        process.kill(pid, 'SIGKILL');
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
      }
    }
    await delay(20);
  }
}

/** Processes whose environment names the recording; where the system does not show it, those that have recorded. */
async function processesOf(folder: string): Promise<number[]> {
  if (process.platform !== 'linux') {
    const names = await readdir(folder).catch(() => []);
    return names.filter((name) => name.endsWith('.events')).map((name) => Number.parseInt(name, 10));
  }
  const pids = (await readdir('/proc')).map(Number).filter(Number.isInteger);
  const isOurs = await Promise.all(
    pids.map(async (pid) => {
      const environment = await readFile(join('/proc', String(pid), 'environ'), 'utf8').catch(() => '');
      return environment.includes(`${folderVariable}=${folder}\0`);
    }),
  );
  return pids.filter((_, index) => isOurs[index]);
}
