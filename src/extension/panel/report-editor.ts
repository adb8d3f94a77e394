import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { Comparison } from '../../model/comparison.ts';
import type { Report } from '../../model/report.ts';
import type { ReadReport } from '../../report/read-report.ts';
import type { FromPanel, PanelAction, RunHistory, ToPanel } from '../../../webview/protocol.ts';
import type { FunctionReference } from '../contributions.ts';
import { connectPage, type PanelFiles } from './panel-page.ts';
import { referenceOf, type ReportPlace } from './report-place.ts';

export interface ReportEditorParts {
  files: PanelFiles;
  read: (text: string) => Promise<ReadReport>;
  historyOf: (report: Report) => Promise<RunHistory>;
  handle: (action: PanelAction, place: ReportPlace) => void;
  log: (message: string) => void;
}

/** The panel's page, bound to a report file. */
export class ReportEditor implements ReportPlace {
  readonly #uri: vscode.Uri;
  readonly #panel: vscode.WebviewPanel;
  readonly #parts: ReportEditorParts;
  #read: ReadReport | null = null;
  #comparison: Comparison | null = null;
  #ready = false;

  constructor(uri: vscode.Uri, panel: vscode.WebviewPanel, parts: ReportEditorParts) {
    this.#uri = uri;
    this.#panel = panel;
    this.#parts = parts;
    connectPage(panel, parts.files, (message) => this.#receive(message), parts.log);
  }

  get report(): Report | null {
    return this.#read?.report ?? null;
  }

  get target(): FunctionReference | null {
    return this.report && referenceOf(this.report);
  }

  get comparison(): Comparison | null {
    return this.#comparison;
  }

  get active(): boolean {
    return this.#panel.active;
  }

  /** Reads the file and shows its report; called again after a change. */
  async load(): Promise<void> {
    try {
      const bytes = await vscode.workspace.fs.readFile(this.#uri);
      this.#read = await this.#parts.read(new TextDecoder().decode(bytes));
    } catch (error) {
      this.#read = {
        problem: vscode.l10n.t('The file cannot be read: {0}', error instanceof Error ? error.message : String(error)),
      };
    }
    this.#comparison = null;
    this.#show();
  }

  compare(comparison: Comparison | null): void {
    this.#comparison = comparison;
    this.#show();
  }

  refreshHistory(): void {
    const { report } = this;
    if (!report || this.#comparison) return;
    this.#parts.historyOf(report).then(
      (history) => {
        if (this.report === report && !this.#comparison) this.#post({ type: 'history', history });
      },
      (error: unknown) => this.#parts.log(String(error)),
    );
  }

  #receive(message: FromPanel): void {
    if (message.type === 'ready') {
      this.#ready = true;
      this.#show();
    } else this.#parts.handle(message, this);
  }

  #show(): void {
    if (!this.#read) return;
    if (this.#comparison) this.#post({ type: 'comparison', comparison: this.#comparison });
    else if (this.#read.report)
      this.#post({ type: 'report', report: this.#read.report, trusted: vscode.workspace.isTrusted });
    else this.#post({ type: 'unreadable', message: `${basename(this.#uri.path)}: ${this.#read.problem}` });
    this.refreshHistory();
  }

  #post(message: ToPanel): void {
    if (this.#ready) void this.#panel.webview.postMessage(message);
  }
}
