import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { AnyReport } from '../../model/any-report.ts';
import type { ReadReport } from '../../report/read-report.ts';
import { reportViewType } from '../contributions.ts';
import { ReportPage, type ReportPageParts, type Scene } from './report-page.ts';

/** Opens report files, `*.parallel.json`, in the page of the panel. Never writes to them. */
export class ReportEditors implements vscode.CustomReadonlyEditorProvider, vscode.Disposable {
  readonly #parts: ReportPageParts;
  readonly #read: (text: string) => Promise<ReadReport<AnyReport>>;
  readonly #open = new Set<ReportPage>();
  readonly #registration: vscode.Disposable;

  constructor(parts: ReportPageParts, read: (text: string) => Promise<ReadReport<AnyReport>>) {
    this.#parts = parts;
    this.#read = read;
    this.#registration = vscode.window.registerCustomEditorProvider(reportViewType, this, {
      supportsMultipleEditorsPerDocument: true,
    });
  }

  /** Returns the page of the focused editor, otherwise `null`. */
  get active(): ReportPage | null {
    return [...this.#open].find((page) => page.active) ?? null;
  }

  /** Posts the list of earlier runs to every open report. */
  refreshHistory(): void {
    for (const page of this.#open) page.refreshHistory();
  }

  /** Posts to every open report whether its code has changed. */
  refreshCode(): void {
    for (const page of this.#open) page.refreshCode();
  }

  /** Posts the open reports again, for instance after trust was granted. */
  refresh(): void {
    for (const page of this.#open) page.refresh();
  }

  openCustomDocument(uri: vscode.Uri): vscode.CustomDocument {
    // The editor reads the file, because it can show an error; a document that fails to open cannot.
    return { uri, dispose: () => undefined };
  }

  async resolveCustomEditor({ uri }: vscode.CustomDocument, panel: vscode.WebviewPanel): Promise<void> {
    const page = new ReportPage(this.#parts, null);
    page.attach(panel);
    this.#open.add(page);
    const load = async (): Promise<void> => page.show(await this.#sceneOf(uri));
    const folder = vscode.Uri.joinPath(uri, '..');
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, '*.json'));
    const reload = (changed: vscode.Uri): void => {
      if (changed.toString() === uri.toString()) void load();
    };
    watcher.onDidChange(reload);
    watcher.onDidCreate(reload);
    watcher.onDidDelete(reload);
    panel.onDidDispose(() => {
      this.#open.delete(page);
      watcher.dispose();
    });
    await load();
  }

  dispose(): void {
    this.#registration.dispose();
  }

  /** Returns the report of a file, or the reason why it cannot be shown. */
  async #sceneOf(uri: vscode.Uri): Promise<Scene> {
    try {
      const read = await this.#read(new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)));
      if (read.report && 'kind' in read.report) return { type: 'script', report: read.report };
      if (read.report) return { type: 'report', report: read.report };
      return { type: 'unreadable', message: `${basename(uri.path)}: ${read.problem}` };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return {
        type: 'unreadable',
        message: `${basename(uri.path)}: ${vscode.l10n.t('The file cannot be read: {0}', why)}`,
      };
    }
  }
}
