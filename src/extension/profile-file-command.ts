import * as vscode from 'vscode';
import type { ProfilableFunction } from '../analysis/function-at.ts';
import type { Report } from '../model/report.ts';
import { readTeamProfile } from '../profile/read-team-profile.ts';
import { untilAnswered } from '../profile/resolve-target.ts';
import { counted } from '../report/numbers-in-words.ts';
import { readFunctions, refuse } from './choose-function.ts';
import { usualSeed } from './choose-inputs.ts';
import { choiceOf } from './inputs-list.ts';
import { endOther, mayRun, type ProfileCommandParts, tellProblem } from './profile-command.ts';
import type { Profiler } from './profiler.ts';
import type { InputsChoice } from './remembered-inputs.ts';
import { runPlaceOf } from './run-place.ts';
import { showSummary, type SummaryLine } from './show-summary.ts';

/** A function to tick, and what it would be called with; `inputs` is `null` where there is nothing. */
interface FunctionItem extends vscode.QuickPickItem {
  target: ProfilableFunction;
  inputs: (InputsChoice & { source?: 'remembered' }) | null;
}

/** "Profile Functions in This File …": those that the person ticks, one after the other, and then what came out of each. */
export async function profileFileCommand(
  parts: ProfileCommandParts & { show: (report: Report) => void },
  uri: vscode.Uri | undefined,
): Promise<void> {
  const { analysis, profiler, output } = parts;
  if (!(await mayRun())) return;
  try {
    const document = uri ? await vscode.workspace.openTextDocument(uri) : vscode.window.activeTextEditor?.document;
    const refusal = refuse(document);
    if (refusal !== null || !document) {
      void vscode.window.showWarningMessage(refusal ?? '');
      return;
    }
    const name = vscode.workspace.asRelativePath(document.uri);
    const read = await readFunctions(analysis, document, (message) => output.log.info(message));
    if (!read) return;
    const targets = read.functions.filter((each): each is ProfilableFunction => each.profilable);
    if (targets.length === 0) {
      const [first] = read.functions;
      const why = first && !first.profilable ? `, for instance ${first.name}: ${first.reason}` : '';
      void vscode.window.showWarningMessage(`${name} has no function that can be profiled${why}.`);
      return;
    }
    const picked = await vscode.window.showQuickPick(listFunctions(parts, targets, read.text), {
      title: `Profile Functions in ${name}`,
      placeHolder: 'They are profiled one after the other',
      canPickMany: true,
      matchOnDescription: true,
      ignoreFocusOut: true,
    });
    if (!picked || picked.length === 0 || !(await endOther(profiler, counted(picked.length, 'function')))) return;
    await showSummary(await runAll(profiler, picked, read.text), parts.show);
  } catch (error) {
    await tellProblem(error, output);
  }
}

/** Ticked are those that the code or the person has inputs for. */
async function listFunctions(
  { analysis, remembered }: ProfileCommandParts,
  targets: readonly ProfilableFunction[],
  text: string,
): Promise<FunctionItem[]> {
  const items: FunctionItem[] = [];
  for (const target of targets) {
    const { file, name, location } = target;
    const item = (how: string, inputs: FunctionItem['inputs'], picked: boolean): FunctionItem => {
      return { label: name, description: `line ${location.line}, ${how}`, target, inputs, picked };
    };
    const before = remembered.get(target);
    const team = readTeamProfile({ file, functionName: name, within: runPlaceOf(file).workspace });
    const [found] = await untilAnswered(() => analysis.inputs(file, text, target));
    if (before) items.push(item('inputs as the last time', { ...before, source: 'remembered' }, true));
    else if (team && choiceOf(team.profile)) items.push(item('inputs of the team', {}, true));
    else if (found) items.push(item(found.label.replace(/, line \d+$/, ''), {}, true));
    else {
      const { reason } = await untilAnswered(() => analysis.generateInputs(file, text, target, usualSeed));
      const made = target.parameters.length === 0 ? 'called without arguments' : 'generated inputs';
      const how = reason === null ? made : `no inputs: ${reason}`;
      items.push(item(how, reason === null ? { generated: usualSeed } : null, false));
    }
  }
  return items;
}

async function runAll(profiler: Profiler, items: readonly FunctionItem[], text: string): Promise<SummaryLine[]> {
  const lines: SummaryLine[] = [];
  const options = { location: vscode.ProgressLocation.Notification, title: 'Profiling', cancellable: true };
  await vscode.window.withProgress(options, async (progress, cancellation) => {
    cancellation.onCancellationRequested(() => void profiler.cancel());
    for (const [index, { target, inputs }] of items.entries()) {
      const { name } = target;
      if (cancellation.isCancellationRequested) {
        lines.push({ name, result: 'Not profiled: cancelled before.' });
        continue;
      }
      progress.report({ message: `${name} (${index + 1} of ${items.length})` });
      const result = inputs
        ? await profiler.run({ target, text }, inputs)
        : 'Not profiled: there are no inputs for it. Give them with "Profile with Other Inputs …".';
      progress.report({ increment: 100 / items.length });
      lines.push({ name, result });
    }
  });
  return lines;
}
