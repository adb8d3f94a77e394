import * as vscode from 'vscode';
import type { AnalysisClient } from '../../profile/analysis-client.ts';
import { ProfileError } from '../../profile/profile-error.ts';
import { describeRefusal } from '../../profile/system-refusal.ts';
import type { RunChoices } from '../../../webview/protocol.ts';
import { chooseFunction } from '../run/choose-function.ts';
import { chooseInputs, chooseRecorded, type InputsParts } from '../inputs/choose-inputs.ts';
import { commands, type FunctionReference } from '../contributions.ts';
import type { Output } from '../output.ts';
import type { Profiler } from '../profiler.ts';
import type { ProposedRun } from '../inputs/record-run.ts';
import { mayRun, type RunGate } from '../run/run-gate.ts';
import type { RunOrigin } from '../run/run-origin.ts';
import { toRange } from '../editor/to-range.ts';

export interface ProfileCommandParts extends InputsParts {
  analysis: AnalysisClient;
  profiler: Profiler;
  output: Output;
  gate: RunGate;
}

/**
 * "Profile in parallel": from a click to the running engine. Every early end shows a message.
 * @param how.askInputs `record`, or a command to propose for it, records them from a run
 * @param how.origin origin of the function name: `source` for a code lens or the cursor
 * @param how.choices override the settings
 */
export async function profileCommand(
  parts: ProfileCommandParts,
  reference: FunctionReference | undefined,
  {
    askInputs,
    origin = 'source',
    choices = {},
  }: { askInputs: boolean | 'record' | ProposedRun; origin?: RunOrigin; choices?: RunChoices },
): Promise<void> {
  const { analysis, profiler, output, gate } = parts;
  if (!(await mayRun())) return;
  try {
    // Asked before the file is opened and saved.
    if (reference && !(await gate.approve({ ...reference, origin, inputs: null }))) return;
    const chosen = await chooseFunction(analysis, reference, (message) => output.log.info(message), origin);
    if (!chosen) return;
    if (!(await endOther(profiler, chosen.target.name))) return;
    const inputs =
      typeof askInputs === 'boolean'
        ? await chooseInputs(parts, chosen, askInputs)
        : await chooseRecorded(parts, chosen, askInputs === 'record' ? null : askInputs);
    if (!inputs || !(await endOther(profiler, chosen.target.name))) return;
    await profiler.run(chosen, inputs, choices);
  } catch (error) {
    await showProblem(error, output);
  }
}

/** Asks whether to stop an earlier run, because two runs would distort each other. */
export async function endOther(profiler: Profiler, name: string): Promise<boolean> {
  const { running } = profiler;
  if (running === null) return true;
  const replace = vscode.l10n.t('Stop and Profile {0}', name);
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('{0} is being profiled. Two runs at once would distort each other.', running),
    replace,
  );
  if (answer !== replace) return false;
  await profiler.cancel();
  return true;
}

/** Shows why a run could not start, with a link to the code if there is one. */
export async function showProblem(error: unknown, output: Output): Promise<void> {
  if (!(error instanceof ProfileError)) {
    await showInternalError(error, output);
    return;
  }
  const { message, location } = error;
  const show = vscode.l10n.t('Go to Error');
  const answer = await vscode.window.showErrorMessage(message, ...(location ? [show] : []));
  if (answer === show && location)
    await vscode.window.showTextDocument(vscode.Uri.file(location.file), { selection: toRange(location) });
}

async function showInternalError(error: unknown, output: Output): Promise<void> {
  output.log.error(error instanceof Error ? error : String(error));
  const show = vscode.l10n.t('Show Output');
  const bug = vscode.l10n.t(
    'Profiling stopped because of a bug in Parallel Profiler: {0}',
    error instanceof Error ? error.message : String(error),
  );
  const answer = await vscode.window.showErrorMessage(describeRefusal(error) ?? bug, show);
  if (answer === show) await vscode.commands.executeCommand(commands.showOutput);
}
