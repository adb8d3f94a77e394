import * as vscode from 'vscode';
import type { ProfilableFunction } from '../../analysis/functions/function-at.ts';
import type { Report } from '../../model/report.ts';
import { currentEditor } from '../editor/current-editor.ts';
import { readTeamProfile } from '../../profile/read-team-profile.ts';
import { integer } from '../../report/numbers-in-words.ts';
import { joinVerdict } from '../../report/write-verdict.ts';
import { readFunctions, refuse } from '../run/choose-function.ts';
import { lastResult } from '../editor/last-result.ts';
import type { FunctionsView } from '../functions-view.ts';
import { usualSeed } from '../inputs/choose-inputs.ts';
import { choiceOf } from '../inputs/inputs-list.ts';
import { endOther, type ProfileCommandParts, showProblem } from './profile-command.ts';
import type { Profiler } from '../profiler.ts';
import { mayRun, type RunInputs } from '../run/run-gate.ts';
import { runEnvironmentOf } from '../run/run-environment.ts';

/** A function to pick, and its inputs; `null` if there are none. */
interface FunctionItem extends vscode.QuickPickItem {
  target: ProfilableFunction;
  inputs: RunInputs | null;
}

/** The result of one function: its report, or the reason why there is none. */
interface SummaryLine {
  name: string;
  result: Report | string;
}

/** "Profile Functions in This File …": profiles the picked functions one after another and lists the results. */
export async function profileFileCommand(
  parts: ProfileCommandParts & { show: (report: Report) => void; functionsView: FunctionsView },
  uri: vscode.Uri | undefined,
): Promise<void> {
  const { analysis, profiler, output } = parts;
  if (!(await mayRun())) return;
  try {
    const document = uri ? await vscode.workspace.openTextDocument(uri) : currentEditor()?.document;
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
      void vscode.window.showWarningMessage(
        first && !first.profilable
          ? vscode.l10n.t(
              '{0} has no function that can be profiled. Example: {1}: {2}.',
              name,
              first.name,
              first.reason,
            )
          : vscode.l10n.t('{0} has no function that can be profiled.', name),
      );
      return;
    }
    const picked = await vscode.window.showQuickPick(listFunctions(parts, targets, read.text), {
      title: vscode.l10n.t('Profile Functions in {0}', name),
      placeHolder: vscode.l10n.t('Selected functions are profiled one after another'),
      canPickMany: true,
      matchOnDescription: true,
      ignoreFocusOut: true,
    });
    if (!picked || picked.length === 0) return;
    const what =
      picked.length === 1 ? vscode.l10n.t('1 function') : vscode.l10n.t('{0} functions', integer(picked.length));
    if (!(await endOther(profiler, what))) return;
    const { functionsView } = parts;
    await functionsView.showWaiting(picked.map(({ target }) => target));
    const lines = await runAll(profiler, functionsView, picked, read.text).finally(() => functionsView.endWaiting());
    await showSummary(lines, parts.show);
  } catch (error) {
    await showProblem(error, output);
  }
}

/** Preselects functions that have inputs in the code or from the user. */
async function listFunctions(
  { analysis, remembered }: ProfileCommandParts,
  targets: readonly ProfilableFunction[],
  text: string,
): Promise<FunctionItem[]> {
  const items: FunctionItem[] = [];
  for (const target of targets) {
    const { file, name, location } = target;
    const item = (how: string, inputs: FunctionItem['inputs'], picked: boolean): FunctionItem => {
      return { label: name, description: vscode.l10n.t('line {0}, {1}', location.line, how), target, inputs, picked };
    };
    const before = remembered.get(target);
    const team = readTeamProfile({ file, functionName: name, within: runEnvironmentOf(file).workspace });
    const [found] = await analysis.inputs(file, text, target);
    const caller = found ? null : (await analysis.callers(file, text, target)).candidates[0]?.caller;
    if (before) {
      const asked = { ...before, source: 'remembered' as const };
      items.push(item(vscode.l10n.t('same inputs as last time'), { origin: 'remembered', asked }, true));
    } else if (team && choiceOf(team.profile))
      items.push(item(vscode.l10n.t('team inputs'), { origin: 'team-file', asked: {} }, true));
    else if (found) items.push(item(found.label.replace(/, line \d+$/, ''), { origin: 'source', asked: {} }, true));
    else if (caller) items.push(item(`${caller.call}, ${caller.place}`, { origin: 'source', asked: {} }, true));
    else {
      const { reason } = await analysis.generateInputs(file, text, target, usualSeed);
      const made =
        target.parameters.length === 0 ? vscode.l10n.t('called without arguments') : vscode.l10n.t('generated inputs');
      const how = reason === null ? made : vscode.l10n.t('no inputs: {0}', reason);
      const asked = { generated: usualSeed };
      items.push(item(how, reason === null ? { origin: 'source', asked } : null, false));
    }
  }
  return items;
}

async function runAll(
  profiler: Profiler,
  functionsView: FunctionsView,
  items: readonly FunctionItem[],
  text: string,
): Promise<SummaryLine[]> {
  const lines: SummaryLine[] = [];
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('Profiling'),
    cancellable: true,
  };
  await vscode.window.withProgress(options, async (progress, cancellation) => {
    cancellation.onCancellationRequested(() => void profiler.cancel());
    for (const [index, { target, inputs }] of items.entries()) {
      const { name } = target;
      if (cancellation.isCancellationRequested) {
        lines.push({ name, result: vscode.l10n.t('Not profiled: cancelled.') });
        continue;
      }
      progress.report({ message: vscode.l10n.t('{0} ({1} of {2})', name, index + 1, items.length) });
      const result = inputs
        ? await profiler.run({ target, text, origin: 'source' }, inputs)
        : vscode.l10n.t('Not profiled: no inputs. Choose some with "Profile with Other Inputs …".');
      if (typeof result === 'string') functionsView.showFailure(target, result);
      progress.report({ increment: 100 / items.length });
      lines.push({ name, result });
    }
  });
  return lines;
}

/** Lists the results of several runs, each with a link to its report, until the user closes the list. */
async function showSummary(lines: readonly SummaryLine[], show: (report: Report) => void): Promise<void> {
  const pick = vscode.window.createQuickPick<vscode.QuickPickItem & { report?: Report }>();
  pick.title = vscode.l10n.t(
    'Profiled {0} of {1}',
    lines.filter(({ result }) => typeof result !== 'string').length,
    lines.length,
  );
  pick.placeholder = vscode.l10n.t('Choose one to open its report');
  pick.ignoreFocusOut = true;
  pick.items = lines.map(({ name, result }) => {
    if (typeof result === 'string') return { label: `$(circle-slash) ${name}`, detail: result };
    const icon = result.outcome.status === 'completed' && result.confidence !== 'invalid' ? 'check' : 'warning';
    const description = lastResult(result).replace(/^\$\(warning\)\s*/, '');
    return { label: `$(${icon}) ${name}`, description, detail: joinVerdict(result.verdict), report: result };
  });
  await new Promise<void>((resolve) => {
    pick.onDidAccept(() => {
      const [item] = pick.selectedItems;
      if (item?.report) show(item.report);
    });
    pick.onDidHide(() => resolve());
    pick.show();
  });
  pick.dispose();
}
