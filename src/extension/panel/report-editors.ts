import * as vscode from 'vscode';
import { reportViewType } from '../contributions.ts';
import { ReportEditor, type ReportEditorParts } from './report-editor.ts';

/** Opens report files, `*.parallel.json`, in the page of the panel. Never writes to them. */
export class ReportEditors implements vscode.CustomReadonlyEditorProvider, vscode.Disposable {
  readonly #parts: ReportEditorParts;
  readonly #open = new Set<ReportEditor>();
  readonly #registration: vscode.Disposable;

  constructor(parts: ReportEditorParts) {
    this.#parts = parts;
    this.#registration = vscode.window.registerCustomEditorProvider(reportViewType, this, {
      supportsMultipleEditorsPerDocument: true,
    });
  }

  /** The focused editor, otherwise `null`. */
  get active(): ReportEditor | null {
    return [...this.#open].find((editor) => editor.active) ?? null;
  }

  /** Posts the list of earlier runs to every open report. */
  refreshHistory(): void {
    for (const editor of this.#open) editor.refreshHistory();
  }

  /** Reads the open files again, for instance after trust was granted. */
  reload(): void {
    for (const editor of this.#open) void editor.load();
  }

  openCustomDocument(uri: vscode.Uri): vscode.CustomDocument {
    // The editor reads the file, because it can show an error; a document that fails to open cannot.
    return { uri, dispose: () => undefined };
  }

  async resolveCustomEditor({ uri }: vscode.CustomDocument, panel: vscode.WebviewPanel): Promise<void> {
    const { iconLight, iconDark } = this.#parts.files;
    panel.iconPath = { light: vscode.Uri.file(iconLight), dark: vscode.Uri.file(iconDark) };
    const editor = new ReportEditor(uri, panel, this.#parts);
    this.#open.add(editor);
    const folder = vscode.Uri.joinPath(uri, '..');
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, '*.json'));
    const reload = (changed: vscode.Uri): void => {
      if (changed.toString() === uri.toString()) void editor.load();
    };
    watcher.onDidChange(reload);
    watcher.onDidCreate(reload);
    watcher.onDidDelete(reload);
    panel.onDidDispose(() => {
      this.#open.delete(editor);
      watcher.dispose();
    });
    await editor.load();
  }

  dispose(): void {
    this.#registration.dispose();
  }
}
