import { forgetOldFiles } from '../../profile/code-store.ts';
import { findNode } from '../../profile/find-node.ts';
import { ProfileError } from '../../profile/profile-error.ts';
import { profileScript } from '../../profile/script/profile-script.ts';
import { quoteWord } from '../../profile/script/command-line.ts';
import type { EarlierRuns } from '../history/earlier-runs.ts';
import type { Output } from '../output.ts';
import type { Panel } from '../panel/panel.ts';
import type { Profiler } from '../profiler.ts';
import { runEnvironmentOf } from '../run/run-environment.ts';
import type { RunGate } from '../run/run-gate.ts';
import { endOther } from './profile-command.ts';

export interface ScriptRunParts {
  output: Output;
  panel: Panel;
  profiler: Profiler;
  runs: Pick<EarlierRuns, 'add'>;
  gate: Pick<RunGate, 'origins'>;
  /** Absolute paths of the programs that record and watch a command. */
  script: { recorder: string; watch: string };
  /** Absolute folder that keeps CPU profiles. */
  profilesFolder: string;
}

/** A command to be run as it is. */
export interface ScriptToRun {
  /** The program and its arguments. */
  command: string[];
  /** Absolute path. */
  cwd: string;
  /** Variables besides those of the editor. */
  env?: Record<string, string>;
  /** A file whose workspace folder decides which Node is used. */
  near: string;
  /** Whether to take a CPU profile of each thread, from which the flame graphs are drawn. */
  cpuProfiles?: boolean;
}

/**
 * Runs a command unchanged, shows its workers while it runs, and then its report. Does nothing if another run goes on and
 * the user keeps it.
 * @throws ProfileError if it cannot be started
 */
export async function runScriptInPanel(
  { output, panel, profiler, runs, gate, script, profilesFolder }: ScriptRunParts,
  { command, cwd, env, near, cpuProfiles = false }: ScriptToRun,
): Promise<void> {
  const { node } = runEnvironmentOf(near);
  const search = await findNode({ ...node, cwd });
  if (!search.found) throw new ProfileError('run', search.message);
  const name = command.map(quoteWord).join(' ');
  if (!(await endOther(profiler, name))) return;
  output.log.info(`Profiling the command: ${name}`);
  const none = { running: 0, total: 0 };
  panel.show({
    type: 'scriptRun',
    progress: {
      ...{ command, elapsedMs: 0, workers: none, processes: none },
      ...{ coresInUse: 0, messagesPerSecond: 0, threads: [] },
    },
  });
  panel.reveal();
  try {
    const report = await profiler.measureAlone(name, (signal) =>
      profileScript({
        ...{ command, cwd, timeLimitSeconds: null, scaling: [] },
        cpuProfileFolder: cpuProfiles ? profilesFolder : null,
        ...script,
        ...(env ? { env } : {}),
        node: search.node.path,
        stdio: ['ignore', 'pipe', 'pipe'],
        onOutput: (text) => output.log.info(`[${name}] ${text.trimEnd()}`),
        onProgress: (progress) => panel.show({ type: 'scriptRun', progress }),
        signal,
        isSignalled: false,
      }),
    );
    gate.origins.add(report, 'typed');
    panel.show({ type: 'script', report });
    panel.reveal();
    await runs.add(report);
    if (cpuProfiles) await forgetOldFiles(profilesFolder);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    panel.show({ type: 'problem', message, target: null });
    throw error;
  }
}
