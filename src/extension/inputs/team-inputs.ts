import { existsSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import * as vscode from 'vscode';
import { mayTakeTuples, spreadsArrays } from '../../analysis/functions/takes-tuples.ts';
import type { Report } from '../../model/report.ts';
import type { Target } from '../../model/target.ts';
import { JsonError } from '../../profile/parse-json.ts';
import { teamFileName, teamKey, teamRootOf } from '../../profile/read-team-profile.ts';
import { type TeamInputs, writeTeamProfile } from '../../profile/write-team-profile.ts';
import type { ShownInputs } from '../run/confirm-run.ts';
import { countedItems } from './counted-inputs.ts';
import type { InputsChoice, RememberedInputs } from './remembered-inputs.ts';
import { runEnvironmentOf } from '../run/run-environment.ts';
import { toRange } from '../editor/to-range.ts';

/**
 * Writes inputs into the team file of the workspace folder and drops the remembered inputs of the function, which would
 * take precedence.
 */
export async function saveForTeam(
  target: Pick<Target, 'file' | 'name'>,
  inputs: InputsChoice,
  remembered: RememberedInputs,
): Promise<void> {
  const { cwd, workspace } = runEnvironmentOf(target.file);
  const root = teamRootOf(target.file, workspace) ?? cwd;
  const uri = vscode.Uri.file(join(root, teamFileName));
  const shared = await withSharedFile(inputs, target, root);
  if (!shared) return;
  const exists = existsSync(uri.fsPath);
  // The open document may have unsaved changes.
  const document = exists ? await vscode.workspace.openTextDocument(uri) : null;
  const key = teamKey(root, target.file, target.name);
  try {
    const text = writeTeamProfile(document?.getText() ?? null, key, forTeam(shared, root));
    if (document) await replace(document, text);
    else await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  } catch (error) {
    if (!(error instanceof JsonError) || !document) throw error;
    await showBrokenTeamFile(document, error.message, error.offset);
    return;
  }
  await remembered.set(target, undefined);
  const open = vscode.l10n.t('Open File');
  void vscode.window
    .showInformationMessage(
      vscode.l10n.t('Saved the inputs of {0} in {1}.', target.name, vscode.workspace.asRelativePath(uri)),
      open,
    )
    .then((answer) => (answer === open ? vscode.window.showTextDocument(uri) : undefined));
}

/** Returns the inputs of `inputsOf` as text. */
export function savedInputs({ inputs: { expression, file, generated } }: Report): ShownInputs {
  if (generated) return { words: vscode.l10n.t('{0} from the parameter types', countedItems(generated.count)) };
  return file === null ? { expression: expression ?? '[]' } : { file };
}

/** Returns the inputs of a report. */
export function inputsOf({ inputs }: Report, target: Pick<Target, 'parameters'>): InputsChoice {
  const { expression, file, generated, asked: count, spread } = inputs;
  const recorded = inputs.recorded ? { recorded: inputs.recorded } : {};
  const source = generated
    ? { generated }
    : file === null
      ? { expression: expression ?? '[]', spread }
      : { file, spread, ...recorded };
  return asGiven({ ...source, count }, target);
}

/**
 * Returns inputs in the form that a user would write. The function decides whether an item is a list of arguments, so
 * an expression that differs gets dots in front, or is converted where the function leaves no choice.
 */
export function asGiven(inputs: InputsChoice, { parameters }: Pick<Target, 'parameters'>): InputsChoice {
  const { expression, spread, ...rest } = inputs;
  const tuples = spreadsArrays(parameters);
  // For a file, `spread` is kept if it differs from the function's default.
  if (expression === undefined) return spread === undefined || spread === tuples ? rest : { ...rest, spread };
  if (spread === undefined || spread === tuples) return { ...rest, expression };
  if (spread && mayTakeTuples(parameters)) return { ...rest, expression: `...${expression}` };
  const turned = tuples ? '.map((item) => [item])' : '.map((item) => (Array.isArray(item) ? item[0] : item))';
  return { ...rest, expression: `(${expression})${turned}` };
}

/** Copies recorded items into the workspace; `null` if they cannot be shared, which is shown. */
async function withSharedFile(
  inputs: InputsChoice,
  { name }: Pick<Target, 'name'>,
  root: string,
): Promise<InputsChoice | null> {
  const { file, recorded, spread } = inputs;
  if (file === undefined || !recorded) return inputs;
  const problem = !file.endsWith('.json')
    ? vscode.l10n.t('they contain values that JSON cannot hold')
    : spread === undefined
      ? null
      : vscode.l10n.t('some calls pass optional arguments, which a team file cannot express');
  if (problem !== null) {
    void vscode.window.showWarningMessage(
      vscode.l10n.t('The recorded inputs of {0} cannot be saved for the team: {1}.', name, problem),
    );
    return null;
  }
  const shared = join(root, '.vscode', `${name.replace(/[^\w.-]/g, '_')}.inputs.json`);
  await vscode.workspace.fs.copy(vscode.Uri.file(file), vscode.Uri.file(shared), { overwrite: true });
  return { file: shared };
}

function forTeam({ expression, file, generated, count }: InputsChoice, root: string): TeamInputs {
  const path = file === undefined ? undefined : relative(root, file);
  const isInside = path !== undefined && !path.startsWith('..') && !isAbsolute(path);
  return {
    ...(expression === undefined ? {} : { inputs: expression }),
    ...(file === undefined ? {} : { inputsFile: isInside ? path.split(sep).join('/') : file }),
    ...(generated === undefined ? {} : { generated }),
    ...(count === undefined ? {} : { count }),
  };
}

async function replace(document: vscode.TextDocument, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  const whole = new vscode.Range(document.positionAt(0), document.positionAt(document.getText().length));
  edit.replace(document.uri, whole, text);
  await vscode.workspace.applyEdit(edit);
  await document.save();
}

async function showBrokenTeamFile(document: vscode.TextDocument, message: string, offset: number): Promise<void> {
  const at = document.positionAt(offset);
  const show = vscode.l10n.t('Go to Error');
  const name = vscode.workspace.asRelativePath(document.uri);
  const answer = await vscode.window.showErrorMessage(
    vscode.l10n.t('{0}, line {1}: {2}. Nothing was saved.', name, at.line + 1, message),
    show,
  );
  const location = { file: document.uri.fsPath, line: at.line + 1, column: at.character + 1 };
  if (answer === show) await vscode.window.showTextDocument(document, { selection: toRange(location) });
}
