import * as vscode from 'vscode';
import type { AnalysisClient } from '../../profile/analysis-client.ts';
import { ProfileError } from '../../profile/profile-error.ts';
import type { Recording } from '../../profile/record-inputs.ts';
import { mayRun } from '../run/run-gate.ts';
import type { ChosenFunction } from '../run/choose-function.ts';
import { runEnvironmentOf } from '../run/run-environment.ts';
import { plainNotice } from '../run/plain-notice.ts';
import { withProgress } from '../run/with-progress.ts';
import type { InputsChoice } from './remembered-inputs.ts';

export interface RecordingParts {
  analysis: Pick<AnalysisClient, 'recording'>;
  /** Absolute path of the program that records. */
  recorder: string;
  /** Absolute folder that keeps recordings. */
  folder: string;
  log: (line: string) => void;
}

/** A run to propose: a command, and the absolute path where it runs if that is not the usual place. */
export interface ProposedRun {
  command: string | undefined;
  cwd?: string;
}

/**
 * Asks for a command, runs it and records the arguments with which it calls a function.
 * @returns `null` if the user cancels or nothing was recorded, which is shown
 */
export async function recordRun(
  parts: RecordingParts,
  { target, text }: ChosenFunction,
  proposed: ProposedRun,
): Promise<InputsChoice | null> {
  if (!(await mayRun())) return null;
  const cwd = proposed.cwd ?? runEnvironmentOf(target.file).cwd;
  const answer = await vscode.window.showInputBox({
    title: vscode.l10n.t('Record the inputs of {0} from a run', target.name),
    prompt: vscode.l10n.t('Enter runs this command in {0}. It must call {1} in Node.js.', cwd, target.name),
    placeHolder: vscode.l10n.t('for instance: npm test'),
    value: proposed.command ?? 'npm test',
    ignoreFocusOut: true,
  });
  if (answer === undefined || answer.trim() === '') return null;
  try {
    const title = vscode.l10n.t('Recording the calls of {0} during {1}', target.name, answer);
    const recording = await withProgress(title, async (signal) => {
      const { recordInputs } = await import('../../profile/record-inputs.ts');
      parts.log(`Recording the calls of ${target.name} during: ${answer}`);
      return await recordInputs({
        ...{ analysis: parts.analysis, target, text, cwd, signal },
        ...{ recorder: parts.recorder, folder: parts.folder, command: answer },
        onOutput: (output) => parts.log(output.trimEnd()),
      });
    });
    await showRecording(recording, target.name, parts.log);
    const { file, spread, recorded } = recording;
    return { file, spread, recorded };
  } catch (error) {
    if (!(error instanceof ProfileError)) throw error;
    void vscode.window.showWarningMessage(plainNotice(vscode.l10n.t('Nothing was recorded: {0}', error.message)));
    return null;
  }
}

async function showRecording(recording: Recording, functionName: string, log: RecordingParts['log']): Promise<void> {
  const { describeRecording } = await import('../../profile/describe-recording.ts');
  const { summary, leftOut } = describeRecording(recording, functionName);
  for (const line of [summary, ...leftOut]) log(line);
  const message = plainNotice([summary, ...leftOut].join(' '));
  if (leftOut.length > 0) void vscode.window.showWarningMessage(message);
  else void vscode.window.showInformationMessage(message);
}
