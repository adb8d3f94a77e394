import * as vscode from 'vscode';
import {
  functionAt,
  functionNamed,
  type ProfilableFunction,
  type Selection,
} from '../../analysis/functions/function-at.ts';
import type { ListedFunction } from '../../model/target.ts';
import type { AnalysisClient } from '../../profile/analysis-client.ts';
import { languages, type FunctionReference } from '../contributions.ts';
import { plainNotice } from './plain-notice.ts';
import type { RunOrigin } from './run-origin.ts';
import { currentEditor } from '../editor/current-editor.ts';
import { toRange } from '../editor/to-range.ts';

/** A function of a saved file. */
export interface ChosenFunction {
  target: ProfilableFunction;
  text: string;
  /** Origin of the function name. */
  origin: RunOrigin;
}

/**
 * Chooses the function of a command: the one that a code lens names, otherwise the one at the cursor. Shows obstacles
 * to the user, with the solution as a button.
 * @returns `null` if there is nothing to profile; the user has seen the reason
 */
export async function chooseFunction(
  analysis: Pick<AnalysisClient, 'functions'>,
  reference: FunctionReference | undefined,
  log: (message: string) => void,
  origin: RunOrigin = 'source',
): Promise<ChosenFunction | null> {
  const editor = currentEditor();
  const document = reference
    ? await vscode.workspace.openTextDocument(vscode.Uri.file(reference.file))
    : editor?.document;
  const refusal = refuse(document);
  if (refusal !== null || !document) {
    void vscode.window.showWarningMessage(refusal ?? nothingOpen);
    return null;
  }
  const read = await readFunctions(analysis, document, log);
  if (!read) return null;
  const { functions, text } = read;
  const cursor = editor?.selection.active ?? new vscode.Position(0, 0);
  const selection: Selection = reference
    ? functionNamed(functions, reference.name)
    : functionAt(functions, cursor.line + 1, cursor.character + 1);
  if (selection.target) {
    if (selection.note !== null) void vscode.window.showInformationMessage(selection.note);
    return { target: selection.target, text, origin };
  }
  const profilable = functions.filter((each): each is ProfilableFunction => each.profilable);
  const target = await offer(plainNotice(selection.reason), profilable);
  return target && { target, text, origin };
}

/**
 * Returns the functions of a document after saving it, because the engine runs files from disk. Shows obstacles to the
 * user.
 */
export async function readFunctions(
  analysis: Pick<AnalysisClient, 'functions'>,
  document: vscode.TextDocument,
  log: (message: string) => void,
): Promise<{ functions: ListedFunction[]; text: string } | null> {
  if (!(await save(document, log))) return null;
  const file = document.uri.fsPath;
  const text = document.getText();
  const { functions, syntaxError } = await analysis.functions(file, text);
  if (!syntaxError) return { functions, text };
  const { message, location } = syntaxError;
  const show = vscode.l10n.t('Go to Error');
  const answer = await vscode.window.showErrorMessage(
    vscode.l10n.t(
      'Syntax error in {0}, line {1}: {2}. Correct it, then profile.',
      vscode.workspace.asRelativePath(file),
      location.line,
      message,
    ),
    show,
  );
  if (answer === show) await vscode.window.showTextDocument(document, { selection: toRange(location) });
  return null;
}

const nothingOpen = vscode.l10n.t(
  'No function to profile. Open a TypeScript or JavaScript file and put the cursor in a function.',
);

/** Returns the reason why a document cannot be profiled, otherwise `null`. */
export function refuse(document: vscode.TextDocument | undefined): string | null {
  if (document?.uri.scheme === 'vscode-notebook-cell' || (!document && vscode.window.activeNotebookEditor))
    return vscode.l10n.t(
      'Notebook code cannot be profiled. Move the function to a TypeScript file and profile it there.',
    );
  if (!document) return nothingOpen;
  if (document.isUntitled)
    return vscode.l10n.t('Functions run from files on disk. Save this file first, next to the files that it imports.');
  if (document.uri.scheme !== 'file')
    return vscode.l10n.t(
      'Functions run from files on disk, and this document is not on disk ({0}:). Open the file itself.',
      document.uri.scheme,
    );
  if (!languages.some((language) => language === document.languageId))
    return vscode.l10n.t(
      'Only TypeScript and JavaScript functions can be profiled. This file is {0}.',
      document.languageId,
    );
  return null;
}

/** Saves the document, because the engine runs files from disk. */
async function save(document: vscode.TextDocument, log: (message: string) => void): Promise<boolean> {
  const name = vscode.workspace.asRelativePath(document.uri);
  if (document.isDirty) {
    if (!(await document.save())) {
      void vscode.window.showErrorMessage(
        vscode.l10n.t('{0} could not be saved. Functions run from files on disk: save it first.', name),
      );
      return false;
    }
    log(`Saved ${name} before profiling.`);
  }
  const others = vscode.workspace.textDocuments.filter(
    (other) =>
      other.isDirty && other.uri.scheme === 'file' && languages.some((language) => language === other.languageId),
  );
  if (others.length > 0) {
    const names = others.map(({ uri }) => vscode.workspace.asRelativePath(uri)).join(', ');
    log(`Not saved, profiled as on disk: ${names}.`);
  }
  return true;
}

async function offer(reason: string, functions: ProfilableFunction[]): Promise<ProfilableFunction | null> {
  const choose = vscode.l10n.t('Choose a Function …');
  const answer = await vscode.window.showWarningMessage(reason, ...(functions.length > 0 ? [choose] : []));
  if (answer !== choose) return null;
  const picked = await vscode.window.showQuickPick(
    functions.map((target) => ({
      label: target.name,
      description: vscode.l10n.t('line {0}', target.location.line),
      target,
    })),
    { placeHolder: vscode.l10n.t('Choose a function to profile') },
  );
  return picked?.target ?? null;
}
