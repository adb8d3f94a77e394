import { existsSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import * as vscode from 'vscode';
import { lowestVersion, stripsTypes } from '../../analysis/project/node-version.ts';
import { findNode, type NodeProgram } from '../../profile/find-node.ts';
import { ProfileError } from '../../profile/profile-error.ts';
import { quoteWord, splitCommand } from '../../profile/script/command-line.ts';
import { profileScript } from '../../profile/script/profile-script.ts';
import { currentEditor } from '../editor/current-editor.ts';
import type { Panel } from '../panel/panel.ts';
import { refuse } from '../run/choose-function.ts';
import { runEnvironmentOf } from '../run/run-environment.ts';
import { mayRun } from '../run/run-gate.ts';
import { withProgress } from '../run/with-progress.ts';
import { endOther, type ProfileCommandParts, showProblem } from './profile-command.ts';

export interface ScriptCommandParts extends ProfileCommandParts {
  panel: Panel;
  /** Absolute paths of the programs that record and watch a command. */
  script: { recorder: string; watch: string };
}

/**
 * "Profile This Script in Parallel": asks for the command that runs the file, runs it unchanged, and shows how all its
 * processes and threads used the cores.
 * @param clicked the file clicked in the explorer; without one, that of the active editor
 */
export async function scriptCommand(parts: ScriptCommandParts, clicked: vscode.Uri | undefined): Promise<void> {
  const { output, panel, profiler } = parts;
  if (!(await mayRun())) return;
  try {
    const document = clicked ? await vscode.workspace.openTextDocument(clicked) : currentEditor()?.document;
    const refusal = refuse(document);
    if (refusal !== null || !document) {
      void vscode.window.showWarningMessage(
        refusal ?? vscode.l10n.t('No script to profile. Open a TypeScript or JavaScript file first.'),
      );
      return;
    }
    if (!(await document.save())) return;
    const { cwd, node } = runEnvironmentOf(document.uri.fsPath);
    const search = await findNode({ ...node, cwd });
    if (!search.found) throw new ProfileError('run', search.message);
    const answer = await vscode.window.showInputBox({
      title: vscode.l10n.t('Profile a script in parallel'),
      prompt: vscode.l10n.t('Enter runs this command in {0}, unchanged, with all processes and threads recorded.', cwd),
      value: usualCommand(relative(cwd, document.uri.fsPath), cwd, search.node).map(quoteWord).join(' '),
      ignoreFocusOut: true,
    });
    const command = splitCommand(answer ?? '');
    if (command.length === 0) return;
    const name = command.join(' ');
    if (!(await endOther(profiler, name))) return;
    output.log.info(`Profiling the command: ${name}`);
    const title = vscode.l10n.t('Profiling {0}. Cancel stops it and shows the report.', name);
    const report = await profiler.measureAlone(name, (signal) =>
      withProgress(title, (cancelled) =>
        profileScript({
          ...{ command, cwd, timeLimitSeconds: null, cpuProfileFolder: null, scaling: [] },
          ...parts.script,
          node: search.node.path,
          stdio: ['ignore', 'pipe', 'pipe'],
          onOutput: (text) => output.log.info(`[${name}] ${text.trimEnd()}`),
          signal: AbortSignal.any([signal, cancelled]),
          isSignalled: false,
        }),
      ),
    );
    panel.show({ type: 'script', report });
    panel.reveal();
  } catch (error) {
    await showProblem(error, output);
  }
}

/** Returns the usual command for a file: tsx for TypeScript that Node does not run, if the project has it. */
function usualCommand(file: string, cwd: string, { version }: NodeProgram): string[] {
  const path = file.split(sep).join('/');
  const isTypeScript = /\.[cm]?tsx?$/.test(file);
  const isTsx = isTypeScript && (!stripsTypes(lowestVersion(version) ?? 0) || file.endsWith('x'));
  return isTsx && existsSync(join(cwd, 'node_modules/tsx')) ? ['npx', 'tsx', path] : ['node', path];
}
