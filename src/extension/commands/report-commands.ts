import * as vscode from 'vscode';
import type { Report } from '../../model/report.ts';
import type { ScriptReport } from '../../model/script-report.ts';
import { formatSummary } from '../../report/formats/format-summary.ts';
import { resolveTarget } from '../../profile/resolve-target.ts';
import { reportViewType } from '../contributions.ts';
import { inputsOf, savedInputs, saveForTeam } from '../inputs/team-inputs.ts';
import type { PanelFiles } from '../panel/panel-page.ts';
import type { RunGate } from '../run/run-gate.ts';
import { type ProfileCommandParts, showProblem } from './profile-command.ts';
import { exportFormatsOf, scriptExportFormats, writeExport, writeScriptExport } from './write-export.ts';

/** "Open Report …": opens a report file with any extension. */
export async function openReport(): Promise<void> {
  const chosen = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Open a Parallel Profiler report'),
    openLabel: vscode.l10n.t('Open Report'),
    canSelectMany: false,
    filters: { [vscode.l10n.t('Parallel Profiler reports')]: ['json'] },
  });
  const [file] = chosen ?? [];
  if (file) await vscode.commands.executeCommand('vscode.openWith', file, reportViewType);
}

/** "Export Report …": asks for the format, then for the file. */
export async function exportReport(report: Report | null, files: PanelFiles, gate: RunGate): Promise<void> {
  if (!report) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('No report to export. Profile a function or open a report first.'),
    );
    return;
  }
  const picked = await vscode.window.showQuickPick(exportFormatsOf(report), {
    title: vscode.l10n.t('Export the report of {0}', report.target.name),
    placeHolder: vscode.l10n.t('Choose a format'),
  });
  if (picked) await writeExport(report, picked.format, files, gate);
}

/** "Export Report …" for a command that was profiled. */
export async function exportScriptReport(report: ScriptReport, files: PanelFiles, gate: RunGate): Promise<void> {
  const name = report.command.join(' ');
  const picked = await vscode.window.showQuickPick(scriptExportFormats(report), {
    title: vscode.l10n.t('Export the report of {0}', name),
    placeHolder: vscode.l10n.t('Choose a format'),
  });
  if (picked) await writeScriptExport(report, picked.format, files, gate);
}

/** "Copy Summary": copies a few lines to the clipboard. */
export async function copySummary(report: Report | null): Promise<void> {
  if (!report) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('No report to copy. Profile a function or open a report first.'),
    );
    return;
  }
  await vscode.env.clipboard.writeText(formatSummary(report));
  vscode.window.setStatusBarMessage(vscode.l10n.t('Summary copied to the clipboard.'), 3000);
}

/** "Save These Inputs for the Team": writes the inputs of a report to the team file. */
export async function saveInputs(
  { analysis, remembered, output, gate }: ProfileCommandParts,
  report: Report | null,
): Promise<void> {
  if (!report) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('No report to take inputs from. Profile a function first, then save its inputs.'),
    );
    return;
  }
  try {
    if (!(await gate.approveSaving(report, savedInputs(report)))) return;
    const { target } = await resolveTarget(analysis, report.target.file, report.target.name);
    await saveForTeam(target, inputsOf(report, target), remembered);
  } catch (error) {
    await showProblem(error, output);
  }
}
