import { mkdtemp, readdir, rm } from 'node:fs/promises';
import type { StdioOptions } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Outcome } from '../../model/report.ts';
import type { ScriptProgress } from '../../model/script-progress.ts';
import type { ScriptReport } from '../../model/script-report.ts';
import { folderVariable, originVariable, profilesVariable } from '../../recorder/format/events.ts';
import { buildScriptReport } from '../../report/script/build-script-report.ts';
import { makeFolder } from '../make-folder.ts';
import { ProfileError } from '../profile-error.ts';
import { readCommit } from '../read-commit.ts';
import { followScript } from './follow-script.ts';
import { checkScaling, measureScaling } from './measure-scaling.ts';
import { readCpuProfiles } from './read-cpu-profiles.ts';
import { readRecording } from './read-recording.ts';
import { runScript } from './script-process.ts';
import { watchScript } from './watch-script.ts';

export interface ScriptRequest {
  /** The program and its arguments. */
  command: string[];
  cwd: string;
  /** Variables besides those of this process. */
  env?: Record<string, string>;
  timeLimitSeconds: number | null;
  cpuProfileFolder: string | null;
  /** Numbers of cores for runs of their own; empty for none. */
  scaling: readonly number[];
  /** Absolute paths: preloaded into the command, and run next to it. */
  recorder: string;
  watch: string;
  /** Runs the watcher. */
  node: string;
  stdio: StdioOptions;
  onOutput?: (text: string) => void;
  /** Called about once a second while the command runs. */
  onProgress?: (progress: ScriptProgress) => void;
  /** Asks the command to stop, and kills what still runs after a grace period. */
  signal?: AbortSignal;
  /** Kills the command at once. */
  kill?: AbortSignal;
  /** Whether an interrupt reaches the command without help, as from a terminal. */
  isSignalled: boolean;
}

/**
 * Runs a command as it is, records all its Node processes and threads, and reports how they used the cores.
 * @throws ProfileError if it cannot be started
 */
export async function profileScript(request: ScriptRequest): Promise<ScriptReport> {
  const { command, cwd, cpuProfileFolder, signal } = request;
  const startedAt = new Date().toISOString();
  const commit = readCommit(cwd);
  checkScaling(request.scaling);
  const folder = await mkdtemp(join(tmpdir(), 'parallel-profiler-script-')).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    throw new ProfileError('run', `Expected to write to ${tmpdir()}, found ${why}. Set TMPDIR to another folder.`);
  });
  const originMs = Number(process.hrtime.bigint()) / 1e6;
  const clock = (): number => Number(process.hrtime.bigint()) / 1e6 - originMs;
  try {
    if (cpuProfileFolder !== null) makeFolder(cpuProfileFolder);
    const profilesBefore = await profilesIn(cpuProfileFolder);
    const watch = watchScript(request.watch, request.node, folder, originMs);
    const runs = { command, cwd, timeLimitSeconds: request.timeLimitSeconds, signal, kill: request.kill };
    const script = { ...runs, stdio: request.stdio, isSignalled: request.isSignalled, folder };
    const { onOutput, onProgress } = request;
    const unfollow = onProgress && followScript({ command, watch, folder, originMs, clock, onProgress });
    const ending = await runScript({
      ...script,
      env: environmentFor(request, folder, originMs),
      ...(onOutput ? { onOutput } : {}),
    }).catch(async (error: unknown) => {
      await unfollow?.();
      await watch.finish();
      throw error;
    });
    const endedMs = clock();
    await unfollow?.();
    const watched = await watch.finish();
    const cpuProfiles = (await profilesIn(cpuProfileFolder)).filter((file) => !profilesBefore.includes(file));
    const outcome: Outcome =
      ending.how === 'interrupted' ? { status: 'cancelled', partial: true } : { status: 'completed' };
    return buildScriptReport({
      ...{ startedAt, outcome, command, cwd, ending, commit: await commit, endedMs },
      recording: await readRecording(folder, originMs, watched?.threads ?? []),
      machine: watched?.machine ?? null,
      neighbours: watched?.neighbours ?? [],
      coreUsage: watched?.cores ?? null,
      scaling: request.scaling.length > 0 ? await measureScaling(request.scaling, runs) : [],
      hasLostProfiles: cpuProfileFolder !== null && ending.how !== 'exited',
      cpuProfiles,
      profiles: await readCpuProfiles(cpuProfiles),
      durationMs: clock(),
    });
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

function environmentFor(request: ScriptRequest, folder: string, originMs: number): NodeJS.ProcessEnv {
  const { recorder, cpuProfileFolder } = request;
  const own = { ...process.env, ...request.env };
  // Quoted as Node reads it: a backslash escapes.
  const quote = (path: string): string => `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  const options = `${own['NODE_OPTIONS'] ?? ''} --require ${quote(recorder)}`.trim();
  return {
    ...own,
    NODE_OPTIONS: options,
    [folderVariable]: folder,
    [originVariable]: String(originMs),
    [profilesVariable]: cpuProfileFolder === null ? '' : resolve(cpuProfileFolder),
  };
}

async function profilesIn(folder: string | null): Promise<string[]> {
  if (folder === null) return [];
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => name.endsWith('.cpuprofile')).map((name) => resolve(folder, name));
}
