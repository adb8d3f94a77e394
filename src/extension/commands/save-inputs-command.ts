import * as vscode from 'vscode';
import type { Report } from '../../model/report.ts';
import { resolveTarget } from '../../profile/resolve-target.ts';
import { type ProfileCommandParts, showProblem } from './profile-command.ts';
import { inputsOf, savedInputs, saveForTeam } from '../inputs/team-inputs.ts';

/** "Save These Inputs for the Team": those that a report was made with. */
export async function saveInputsCommand(
  { analysis, remembered, output, gate }: ProfileCommandParts,
  report: Report | null,
): Promise<void> {
  if (!report) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t(
        'There is no report to take inputs from: profile a function first, then save what it was called with.',
      ),
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
