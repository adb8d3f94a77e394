import * as vscode from 'vscode';
import type { Comparison } from '../../model/comparison.ts';
import type { Report } from '../../model/report.ts';
import type { FromPanel, LiveEvent, PanelAction, RunHistory, ToPanel } from '../../../webview/protocol.ts';
import { type FunctionReference, panelViewType, productName } from '../contributions.ts';
import { LiveBatch } from './live-batch.ts';
import { LiveRecord, type RunEvent } from './live-record.ts';
import { connectPage, type PanelFiles } from './panel-page.ts';
import { referenceOf, type ReportPlace } from './report-place.ts';

/**
 * The panel. It keeps the current scene and posts it whenever the page asks, because VS Code discards a hidden page and
 * reloads it later.
 */
export class Panel implements ReportPlace, vscode.Disposable {
  readonly #files: PanelFiles;
  readonly #onAction: (wish: PanelAction) => void;
  readonly #historyOf: (report: Report) => Promise<RunHistory>;
  readonly #log: (message: string) => void;
  #panel: vscode.WebviewPanel | undefined;
  #scene: ToPanel | LiveRecord = { type: 'empty' };
  #comparison: Comparison | null = null;
  #ready = false;
  readonly #batch = new LiveBatch((event) => this.#post({ type: 'live', event }));

  constructor(
    files: PanelFiles,
    onAction: (wish: PanelAction) => void,
    historyOf: (report: Report) => Promise<RunHistory>,
    log: (message: string) => void,
  ) {
    this.#files = files;
    this.#onAction = onAction;
    this.#historyOf = historyOf;
    this.#log = log;
  }

  /** Shows the panel next to the code, without taking the focus. */
  reveal(): void {
    if (this.#panel) {
      this.#panel.reveal(undefined, true);
      return;
    }
    const panel = vscode.window.createWebviewPanel(
      panelViewType,
      productName,
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
      {},
    );
    this.adopt(panel);
  }

  /** Uses a new panel, or one that VS Code restored after a reload. */
  adopt(panel: vscode.WebviewPanel): void {
    this.#panel?.dispose();
    this.#panel = panel;
    this.#ready = false;
    panel.iconPath = { light: vscode.Uri.file(this.#files.iconLight), dark: vscode.Uri.file(this.#files.iconDark) };
    panel.onDidChangeViewState(() => {
      // A hidden page receives no messages; it sends `ready` when it is visible again.
      if (!panel.visible) this.#ready = false;
    });
    panel.onDidDispose(() => {
      if (this.#panel !== panel) return;
      this.#panel = undefined;
      this.#ready = false;
    });
    connectPage(panel, this.#files, (message) => this.#receive(message), this.#log);
    this.#title();
  }

  /** Replaces the shown scene. */
  show(scene: Exclude<ToPanel, { type: 'live' | 'started' | 'history' | 'comparison' | 'unreadable' }>): void {
    this.#scene = scene;
    this.#comparison = null;
    this.#batch.clear();
    this.#title();
    this.#postAll();
  }

  /** Shows a report; in Restricted Mode without the buttons that run code. */
  showReport(report: Report): void {
    this.show({ type: 'report', report, trusted: vscode.workspace.isTrusted });
  }

  compare(comparison: Comparison | null): void {
    if (!this.report) return;
    this.#comparison = comparison;
    this.#postAll();
  }

  refreshHistory(): void {
    const { report } = this;
    if (!report || this.#comparison) return;
    this.#historyOf(report).then(
      (history) => {
        if (this.report === report && !this.#comparison) this.#post({ type: 'history', history });
      },
      (error: unknown) => this.#log(String(error)),
    );
  }

  /** Starts to show a run. */
  start(started: ToPanel & { type: 'started' }): void {
    this.#scene = new LiveRecord(started);
    this.#comparison = null;
    this.#batch.clear();
    this.#title(started.target.name);
    this.#post(started);
  }

  /** Posts an event of the shown run. */
  live(event: LiveEvent): void {
    if (this.#scene instanceof LiveRecord) this.#batch.add(this.#scene.add(event));
  }

  /** Posts an event of the engine. */
  follow(event: RunEvent): void {
    const live = this.#scene instanceof LiveRecord ? this.#scene.take(event) : null;
    if (live) this.#batch.add(live);
  }

  /** The shown report, otherwise `null`. */
  get report(): Report | null {
    return !(this.#scene instanceof LiveRecord) && this.#scene.type === 'report' ? this.#scene.report : null;
  }

  get target(): FunctionReference | null {
    if (this.report) return referenceOf(this.report);
    const problem = this.#scene instanceof LiveRecord || this.#scene.type !== 'problem' ? null : this.#scene.target;
    return problem && { file: problem.location.file, name: problem.name };
  }

  get comparison(): Comparison | null {
    return this.#comparison;
  }

  /** Whether the panel has the focus. */
  get active(): boolean {
    return this.#panel?.active ?? false;
  }

  dispose(): void {
    this.#batch.clear();
    this.#panel?.dispose();
  }

  #receive(message: FromPanel): void {
    if (message.type !== 'ready') {
      this.#onAction(message);
      return;
    }
    this.#ready = true;
    this.#batch.clear();
    this.#postAll();
  }

  /** Posts the whole scene. */
  #postAll(): void {
    if (this.#scene instanceof LiveRecord) for (const each of this.#scene.messages()) this.#post(each);
    else this.#post(this.#comparison ? { type: 'comparison', comparison: this.#comparison } : this.#scene);
    this.refreshHistory();
  }

  #post(message: ToPanel): void {
    // A page that misses a message requests everything with `ready`.
    if (this.#ready) void this.#panel?.webview.postMessage(message);
  }

  #title(running?: string): void {
    if (!this.#panel) return;
    const name = running ?? (this.#scene instanceof LiveRecord ? null : sceneName(this.#scene));
    this.#panel.title = name ? vscode.l10n.t('Parallel: {0}', name) : productName;
  }
}

function sceneName(scene: ToPanel): string | null {
  if (scene.type === 'report') return scene.report.target.name;
  return scene.type === 'problem' ? (scene.target?.name ?? null) : null;
}
