import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { Report } from '../model/report.ts';
import { singleItemExpression } from '../report/single-item.ts';
import { chooseFunction } from './choose-function.ts';
import type { FunctionReference } from './contributions.ts';
import type { History } from './history.ts';
import type { Results } from './results.ts';
import { endOther, mayRun, profileCommand, tellProblem, type ProfileCommandParts } from './profile-command.ts';

/** Profiles a function that a report or the history names, which may be of another machine or gone meanwhile. */
export async function profileKnown(parts: ProfileCommandParts, reference: FunctionReference): Promise<void> {
  if (isHere(reference)) await profileCommand(parts, reference, { askInputs: false });
}

/**
 * "Profile Last Function": what was profiled last, in this window or in an earlier one, with the inputs that are remembered
 * for it; nothing needs to be open.
 */
export async function profileLast(parts: ProfileCommandParts, results: Results, history: History): Promise<void> {
  const last = results.last?.target ?? (await history.newest());
  if (last) await profileKnown(parts, { file: last.file, name: last.name });
  else
    void vscode.window.showInformationMessage(
      vscode.l10n.t('No function of this workspace was profiled yet. Click "Profile in parallel" above one.'),
    );
}

/** Profiles a report's function with just one of its items. */
export async function profileItem(parts: ProfileCommandParts, report: Report, item: number): Promise<void> {
  const { target, inputs } = report;
  const { analysis, profiler, output } = parts;
  if (!isHere(target) || !(await mayRun())) return;
  try {
    const expression = singleItemExpression(inputs, item) ?? (await itemOfFile(inputs, item));
    if (expression === null) {
      void vscode.window.showWarningMessage(
        vscode.l10n.t(
          'Item {0} cannot be had by itself: {1} holds no such item any more.',
          item,
          inputs.file ?? vscode.l10n.t('the inputs'),
        ),
      );
      return;
    }
    const chosen = await chooseFunction(analysis, { file: target.file, name: target.name }, (message) =>
      output.log.info(message),
    );
    if (!chosen || !(await endOther(profiler, chosen.target.name))) return;
    await profiler.run(chosen, { expression, spread: inputs.spread });
  } catch (error) {
    await tellProblem(error, output);
  }
}

function isHere({ file, name }: FunctionReference): boolean {
  if (existsSync(file)) return true;
  void vscode.window.showWarningMessage(
    vscode.l10n.t('{0} cannot be profiled again here: its file {1} is not on this machine (any more).', name, file),
  );
  return false;
}

/** JSON is an expression too, apart from what `__proto__` means in one. */
async function itemOfFile({ file }: Report['inputs'], item: number): Promise<string | null> {
  if (file === null) return null;
  const items = JSON.parse(await readFile(file, 'utf8')) as unknown;
  if (!Array.isArray(items) || items.length === 0) return null;
  return `[JSON.parse(${JSON.stringify(JSON.stringify(items[item % items.length]))})]`;
}
