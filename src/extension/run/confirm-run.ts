import * as vscode from 'vscode';
import { revealCharacters } from '../../report/reveal-characters.ts';
import { readSetting } from '../contributions.ts';
import { excerptOf } from './excerpt.ts';

/** Inputs named by a report: an expression or a file. */
export interface ShownInputs {
  expression?: string;
  file?: string;
  /** Description, if neither is used. */
  words?: string;
}

/** Something from a report file that the user must confirm. */
export interface Confirmable {
  kind: 'run' | 'save';
  file: string;
  name: string;
  /** `null` for the workspace's inputs. */
  inputs: ShownInputs | null;
}

const reviewScheme = 'parallel-profiler-review';

/** Shows verbatim what a report file wants to run, and asks. */
export class RunConfirmation implements vscode.Disposable {
  readonly #confirmed = new Set<string>();
  /** Actions too long for the dialog that were reviewed in an editor. */
  readonly #reviewed = new Set<string>();
  readonly #texts = new Map<string, string>();
  #provider: vscode.Disposable | undefined;
  #asking = false;

  /** Returns whether the same action was confirmed in this window. */
  has(action: Confirmable): boolean {
    return this.#confirmed.has(keyOf(action));
  }

  /** Asks in a modal dialog. Only the button confirms; Enter opens the review, Escape cancels. */
  async ask(action: Confirmable): Promise<boolean> {
    // Ignores a second click while the dialog is open.
    if (this.#asking) return false;
    this.#asking = true;
    try {
      return await this.#ask(action);
    } finally {
      this.#asking = false;
    }
  }

  dispose(): void {
    this.#provider?.dispose();
  }

  async #ask(action: Confirmable): Promise<boolean> {
    const key = keyOf(action);
    const { text, whole } = describe(action);
    const review = vscode.l10n.t('Review in Editor');
    const yes = action.kind === 'run' ? vscode.l10n.t('Run') : vscode.l10n.t('Save');
    const question =
      action.kind === 'run'
        ? vscode.l10n.t('Run code from this report file?')
        : vscode.l10n.t('Save inputs from this report file for the team?');
    const mayConfirm = whole || this.#reviewed.has(key);
    const answer = await vscode.window.showWarningMessage(
      question,
      { modal: true, detail: text },
      review,
      ...(mayConfirm ? [yes] : []),
    );
    if (answer === review) {
      await this.#review(action);
      this.#reviewed.add(key);
    }
    if (answer !== yes) return false;
    if (action.kind === 'run') this.#confirmed.add(key);
    return true;
  }

  /** Shows the whole text in a read-only editor. */
  async #review(action: Confirmable): Promise<void> {
    this.#provider ??= vscode.workspace.registerTextDocumentContentProvider(reviewScheme, {
      provideTextDocumentContent: (uri) => this.#texts.get(uri.query) ?? '',
    });
    const id = String(this.#texts.size);
    this.#texts.set(id, `${linesOf(action, Infinity).text}\n`);
    const uri = vscode.Uri.from({ scheme: reviewScheme, path: `/${vscode.l10n.t('Report File Review')}`, query: id });
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One, preview: true });
  }
}

function keyOf({ kind, file, name, inputs }: Confirmable): string {
  return JSON.stringify([kind, file, name, inputs]);
}

/** Returns the dialog's text; `whole` is false if something did not fit. */
function describe(action: Confirmable): { text: string; whole: boolean } {
  const reason =
    action.kind === 'run'
      ? vscode.l10n.t('This report was not created in this window. Run it only if you trust its source.')
      : vscode.l10n.t('Inputs in the team file run without confirmation, for you and for everyone who has the code.');
  const { text, whole } = linesOf(action, 600);
  const rest = whole
    ? []
    : [vscode.l10n.t('The text is too long to show here. Review it in the editor, then try again.')];
  return { text: [reason, text, ...rest].join('\n\n'), whole };
}

function linesOf({ kind, file, name, inputs }: Confirmable, longest: number): { text: string; whole: boolean } {
  const expression = excerptOf(inputs?.expression ?? '', longest);
  const fields = [
    [vscode.l10n.t('Function: {0}', revealCharacters(name))],
    [vscode.l10n.t('File: {0}', revealCharacters(file))],
  ];
  const nodePath = readSetting('nodePath', vscode.Uri.file(file)).trim();
  if (kind === 'run' && nodePath !== '') fields.push([vscode.l10n.t('Node.js: {0}', revealCharacters(nodePath))]);
  if (!inputs) fields.push([vscode.l10n.t('Inputs: from this workspace, not from the report')]);
  else if (inputs.file !== undefined) fields.push([vscode.l10n.t('Inputs file: {0}', revealCharacters(inputs.file))]);
  else if (inputs.words !== undefined) fields.push([vscode.l10n.t('Inputs: {0}', inputs.words)]);
  else fields.push([], [vscode.l10n.t('Inputs (TypeScript, evaluated in that file):')], expression.lines);
  const cut = fields.flat().map((line) => (line.length <= longest ? line : `${line.slice(0, longest)}…`));
  return { text: cut.join('\n'), whole: expression.whole && cut.every((line, index) => line === fields.flat()[index]) };
}
