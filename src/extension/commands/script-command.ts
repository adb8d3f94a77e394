import { existsSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import * as vscode from 'vscode';
import type { ScriptReport } from '../../model/script-report.ts';
import { lowestVersion, stripsTypes } from '../../analysis/project/node-version.ts';
import { findNode, type NodeProgram } from '../../profile/find-node.ts';
import { ProfileError } from '../../profile/profile-error.ts';
import { quoteWord, splitCommand } from '../../profile/script/command-line.ts';
import type { ScriptReference } from '../contributions.ts';
import { currentEditor } from '../editor/current-editor.ts';
import { refuse } from '../run/choose-function.ts';
import { runEnvironmentOf } from '../run/run-environment.ts';
import { mayRun } from '../run/run-gate.ts';
import { showProblem } from './profile-command.ts';
import { runScriptInPanel, type ScriptRunParts, type ScriptToRun } from './script-run.ts';

/**
 * "Profile This Script in Parallel": asks for the command that runs the file, runs it unchanged, and shows how all its
 * processes and threads use the cores.
 * @param chosen the file clicked in the explorer, or a script of a package.json; without one, the active editor's file
 */
export async function scriptCommand(
  parts: ScriptRunParts,
  chosen: vscode.Uri | ScriptReference | undefined,
): Promise<void> {
  if (!(await mayRun())) return;
  try {
    const proposed =
      chosen !== undefined && 'script' in chosen
        ? { command: ['npm', 'run', chosen.script], cwd: chosen.folder, near: join(chosen.folder, 'package.json') }
        : await proposeForFile(chosen);
    if (!proposed) return;
    await askAndRun(parts, proposed);
  } catch (error) {
    await showProblem(error, parts.output);
  }
}

/** Profiles the command of a report again. The report may be of any origin, so the user sees the command before it runs. */
export async function scriptAgain(
  parts: ScriptRunParts,
  { command, cwd }: ScriptReport,
  cpuProfiles: boolean,
): Promise<void> {
  if (!(await mayRun())) return;
  try {
    await askAndRun(parts, { command, cwd, near: join(cwd, 'package.json'), cpuProfiles });
  } catch (error) {
    await showProblem(error, parts.output);
  }
}

async function askAndRun(parts: ScriptRunParts, proposed: ScriptToRun): Promise<void> {
  const answer = await vscode.window.showInputBox({
    title: vscode.l10n.t('Profile a script in parallel'),
    prompt: vscode.l10n.t(
      'Enter runs this command in {0}, unchanged, with all processes and threads recorded.',
      proposed.cwd,
    ),
    value: proposed.command.map(quoteWord).join(' '),
    ignoreFocusOut: true,
  });
  const command = splitCommand(answer ?? '');
  if (command.length > 0) await runScriptInPanel(parts, { ...proposed, command });
}

/** Returns the usual command for a file; `null` after saying why there is none. */
async function proposeForFile(
  clicked: vscode.Uri | undefined,
): Promise<{ command: string[]; cwd: string; near: string } | null> {
  const document = clicked ? await vscode.workspace.openTextDocument(clicked) : currentEditor()?.document;
  const refusal = refuse(document);
  if (refusal !== null || !document) {
    void vscode.window.showWarningMessage(
      refusal ?? vscode.l10n.t('No script to profile. Open a TypeScript or JavaScript file first.'),
    );
    return null;
  }
  if (!(await document.save())) return null;
  const near = document.uri.fsPath;
  const { cwd, node } = runEnvironmentOf(near);
  const search = await findNode({ ...node, cwd });
  if (!search.found) throw new ProfileError('run', search.message);
  return { command: usualCommand(relative(cwd, near), cwd, search.node), cwd, near };
}

/** Returns the usual command for a file: tsx for TypeScript that Node does not run, if the project has it. */
function usualCommand(file: string, cwd: string, { version }: NodeProgram): string[] {
  const path = file.split(sep).join('/');
  const isTypeScript = /\.[cm]?tsx?$/.test(file);
  const isTsx = isTypeScript && (!stripsTypes(lowestVersion(version) ?? 0) || file.endsWith('x'));
  return isTsx && existsSync(join(cwd, 'node_modules/tsx')) ? ['npx', 'tsx', path] : ['node', path];
}
