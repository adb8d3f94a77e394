import * as vscode from 'vscode';
import { applyEdits } from '../../analysis/edits/apply-edits.ts';
import type { CodeChange } from '../../model/change.ts';
import { toWorkspaceEdit } from '../editor/apply-change.ts';
import { contextKeys, setContextKey } from '../contributions.ts';

const scheme = 'parallel-profiler-preview';
const apply = vscode.l10n.t('Apply');

interface Shown {
  title: string;
  change: CodeChange;
  document: vscode.TextDocument;
  text: string;
}

/** Previews a change before it is applied, one at a time. */
export class ChangePreview implements vscode.Disposable, vscode.TextDocumentContentProvider {
  readonly #texts = new Map<string, string>();
  readonly #registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);
  #shown: Shown | null = null;
  #count = 0;

  /** Returns a text of the preview; empty for the previous text of a new file. */
  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? '';
  }

  /** Opens the preview and asks whether to apply the change. `notes` follow the question. */
  async show(
    title: string,
    change: CodeChange,
    document: vscode.TextDocument,
    notes: readonly string[],
  ): Promise<void> {
    await this.#close();
    this.#texts.clear();
    this.#count++;
    const text = document.getText();
    const ownEdits = change.edits.filter(({ file }) => vscode.Uri.file(file).fsPath === document.uri.fsPath);
    const files = [
      { uri: document.uri, before: document.uri, after: this.#preview(document.uri, applyEdits(text, ownEdits)) },
      ...change.newFiles.map((created) => {
        const uri = vscode.Uri.file(created.file);
        return { uri, before: this.#preview(uri, '', 'none'), after: this.#preview(uri, created.text) };
      }),
    ];
    const [first] = files;
    if (files.length === 1 && first)
      await vscode.commands.executeCommand('vscode.diff', first.before, first.after, title);
    else
      await vscode.commands.executeCommand(
        'vscode.changes',
        title,
        files.map(({ uri, before, after }) => [uri, before, after]),
      );
    this.#shown = { title, change, document, text };
    await setContextKey(contextKeys.previewing, true);
    const answer = await vscode.window.showInformationMessage(
      [`${title}?`, ...notes].join(' '),
      apply,
      vscode.l10n.t('Discard'),
    );
    if (!this.#isShown(change)) return;
    if (answer === apply) await this.apply();
    else if (answer !== undefined) await this.#close();
  }

  async apply(): Promise<void> {
    const shown = this.#shown;
    if (!shown) return;
    const { document, text, change } = shown;
    const edit = document.getText() === text ? await toWorkspaceEdit(change, document) : null;
    if (!edit) {
      void vscode.window.showWarningMessage(
        vscode.l10n.t('The code has changed since this was generated. Generate it again.'),
      );
      return;
    }
    await this.#close();
    if (!(await vscode.workspace.applyEdit(edit)))
      void vscode.window.showErrorMessage(
        vscode.l10n.t('The editor rejected the change. The file may be read-only, or a new file may already exist.'),
      );
    else await vscode.window.showTextDocument(document);
  }

  dispose(): void {
    this.#registration.dispose();
  }

  /** Returns whether the change is still previewed: the user may have applied it from the title bar. */
  #isShown(change: CodeChange): boolean {
    return this.#shown?.change === change;
  }

  #preview(uri: vscode.Uri, text: string, fragment = ''): vscode.Uri {
    const preview = uri.with({ scheme, query: String(this.#count), fragment });
    this.#texts.set(preview.toString(), text);
    return preview;
  }

  async #close(): Promise<void> {
    const shown = this.#shown;
    this.#shown = null;
    await setContextKey(contextKeys.previewing, false);
    if (!shown) return;
    // VS Code adds the number of files if there are several.
    const isPreview = ({ label }: vscode.Tab): boolean => label === shown.title || label.startsWith(`${shown.title} (`);
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs).filter(isPreview);
    if (tabs.length > 0) await vscode.window.tabGroups.close(tabs);
  }
}
