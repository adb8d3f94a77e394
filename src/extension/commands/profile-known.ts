import { existsSync } from 'node:fs';
import * as vscode from 'vscode';
import type { Report } from '../../model/report.ts';
import type { ScriptReport } from '../../model/script-report.ts';
import { quoteWord } from '../../profile/script/command-line.ts';
import { shellWord } from '../../report/command-line.ts';
import { chooseFunction } from '../run/choose-function.ts';
import type { RunChoices } from '../../../webview/protocol.ts';
import { type FunctionReference, referenceOf } from '../contributions.ts';
import type { History } from '../history/history.ts';
import type { Results } from '../results.ts';
import { endOther, profileCommand, type ProfileCommandParts, showProblem } from './profile-command.ts';
import type { ReportPage } from '../panel/report-page.ts';
import { mayRun, type RunInputs, showMissingFunction } from '../run/run-gate.ts';
import type { RunOrigin } from '../run/run-origin.ts';

/** How to repeat a run: with inputs to choose, a larger budget than the shown report's, or other settings. */
interface Again {
  askInputs: boolean;
  budgetFactor?: number;
  choices?: RunChoices;
}

/**
 * Profiles a function named by a report or the history, which may be of another machine or deleted.
 * @param report the report that names it; `null` if an earlier run made no report
 */
async function profileKnown(
  parts: ProfileCommandParts,
  reference: FunctionReference,
  report: Report | null,
  how: Again = { askInputs: false },
): Promise<void> {
  await profileAs(parts, reference, report ? parts.gate.origins.of(report) : 'own-report', how, report);
}

/** Profiles the named function, otherwise the one of the focused page, otherwise the one at the cursor. */
export async function profileFocused(
  parts: ProfileCommandParts,
  reference: FunctionReference | undefined,
  page: Pick<ReportPage, 'target' | 'report'> | null,
  askInputs: boolean,
): Promise<void> {
  if (!reference && page?.target) await profileKnown(parts, page.target, page.report, { askInputs });
  else await profileCommand(parts, reference, { askInputs });
}

/** Profiles the shown function; if none is shown, the one at the cursor. */
export async function profileAgain(
  parts: ProfileCommandParts,
  { target, report }: Pick<ReportPage, 'target' | 'report'>,
  how: Again,
): Promise<void> {
  if (target) await profileKnown(parts, target, report, how);
  else await profileCommand(parts, undefined, { askInputs: how.askInputs });
}

/**
 * "Profile Last Function": the function profiled last, in this window or an earlier one, with its remembered inputs. No
 * file needs to be open.
 */
export async function profileLast(parts: ProfileCommandParts, results: Results, history: History): Promise<void> {
  const newest = results.last ? null : await history.newest();
  const report = results.last ?? (newest && (await history.read(newest.id)).report);
  if (report && !('kind' in report)) await profileKnown(parts, referenceOf(report), report);
  // Only the index names the function, and any program may have written it.
  else if (newest)
    await profileAs(parts, { file: newest.file, name: newest.name }, 'report-file', { askInputs: false }, null);
  else
    void vscode.window.showInformationMessage(
      vscode.l10n.t('No function has been profiled yet. Click "Profile in parallel" above a function.'),
    );
}

/** Profiles a report's function with one of its items, by index from 0. */
export async function profileItem(parts: ProfileCommandParts, report: Report, item: number): Promise<void> {
  const { analysis, profiler, output, gate } = parts;
  const reference = referenceOf(report);
  const origin = gate.origins.of(report);
  const inputs: RunInputs = { origin, of: report.inputs, item };
  if (!(await mayRun()) || !isHere(reference, origin)) return;
  try {
    if (!(await gate.approve({ ...reference, origin, inputs }))) return;
    const chosen = await chooseFunction(analysis, reference, (message) => output.log.info(message), origin);
    if (!chosen || !(await endOther(profiler, chosen.target.name))) return;
    await profiler.run(chosen, inputs);
  } catch (error) {
    await showProblem(error, output);
  }
}

/**
 * Profiles a task function of a command, by index from 0, with inputs that are recorded from a run of the command once the
 * user has confirmed it.
 */
export async function profileTask(parts: ProfileCommandParts, report: ScriptReport, task: number): Promise<void> {
  const reference = report.taskFunctions[task];
  const origin = parts.gate.origins.of(report);
  if (!reference || !isHere(reference, origin)) return;
  const quote = process.platform === 'win32' ? quoteWord : shellWord;
  const proposed = { command: report.command.map(quote).join(' '), cwd: report.cwd };
  await profileCommand(parts, { file: reference.file, name: reference.name }, { askInputs: proposed, origin });
}

async function profileAs(
  parts: ProfileCommandParts,
  reference: FunctionReference,
  origin: RunOrigin,
  { askInputs, budgetFactor, choices }: Again,
  report: Report | null,
): Promise<void> {
  if (!isHere(reference, origin)) return;
  const longer =
    report && budgetFactor !== undefined ? { budgetSeconds: budgetFactor * report.plan.budgetSeconds } : {};
  const sampled = report?.hotLines ? { hotLines: true } : {};
  await profileCommand(parts, reference, { askInputs, origin, choices: { ...sampled, ...longer, ...choices } });
}

/** Checks that the file exists. A path from a report file is looked up only by the gate. */
function isHere(reference: FunctionReference, origin: RunOrigin): boolean {
  if (origin === 'report-file' || existsSync(reference.file)) return true;
  showMissingFunction(reference);
  return false;
}
