import * as vscode from 'vscode';
import type { AnyReport } from '../../model/any-report.ts';
import type { Comparison } from '../../model/comparison.ts';
import type { Report } from '../../model/report.ts';
import type { ScriptComparison } from '../../model/script-comparison.ts';
import type { ScriptReport } from '../../model/script-report.ts';
import type { RunEvent } from '../../model/run-event.ts';
import type { RunState } from '../../report/run-state.ts';
import type { FromPanel, PanelAction, RunHistory, ToPanel } from '../../../webview/protocol.ts';
import { type FunctionReference, referenceOf } from '../contributions.ts';
import type { ComparisonView } from '../history/earlier-runs.ts';
import { connectPage, type PanelFiles } from './panel-page.ts';

/** Content of the page. */
export type Scene =
  | Exclude<ToPanel, { type: 'report' | 'script' | 'live' | 'history' | 'code' | 'comparison' | 'scriptComparison' }>
  | { type: 'report'; report: Report }
  | { type: 'script'; report: ScriptReport };

export interface ReportPageParts {
  files: PanelFiles;
  historyOf: (report: AnyReport) => Promise<RunHistory>;
  /** Whether the code has changed since the run of a report. */
  isOutdated: (report: Report) => boolean;
  /** Carries out the user's actions. */
  handle: (action: PanelAction, page: ReportPage) => void;
  /** Called when another scene is shown, and when the webview is opened or closed. */
  onChange?: () => void;
  log: (message: string) => void;
}

/**
 * Interval between two messages of a run. Drawing uses the measured cores: events posted one by one kept a whole core
 * busy where the page is drawn without a GPU.
 */
const flushMs = 1000;

/**
 * The page in a webview: in the panel, and in the editor of a report file. It keeps the current scene and posts it
 * whenever the page asks, because VS Code discards a hidden page and reloads it later.
 */
export class ReportPage implements ComparisonView {
  readonly #parts: ReportPageParts;
  #panel: vscode.WebviewPanel | null = null;
  #scene: Scene | null;
  #comparison: Comparison | ScriptComparison | null = null;
  #ready = false;
  /** Called when the page has loaded, or was closed before. */
  #onReady: (() => void) | null = null;
  #pending: RunEvent[] = [];
  #timer: NodeJS.Timeout | null = null;

  /** @param scene the first scene; `null` shows nothing until there is one */
  constructor(parts: ReportPageParts, scene: Scene | null) {
    this.#parts = parts;
    this.#scene = scene;
  }

  /** Loads the page into a webview, instead of an earlier one. */
  attach(panel: vscode.WebviewPanel): void {
    const { files, log } = this.#parts;
    this.#panel?.dispose();
    this.#panel = panel;
    this.#ready = false;
    panel.iconPath = { light: vscode.Uri.file(files.iconLight), dark: vscode.Uri.file(files.iconDark) };
    panel.onDidChangeViewState(() => {
      // A hidden page receives no messages; it sends `ready` when it is visible again.
      if (!panel.visible) this.#ready = false;
    });
    panel.onDidDispose(() => {
      if (this.#panel !== panel) return;
      this.#panel = null;
      this.#ready = false;
      this.#onReady?.();
      this.#parts.onChange?.();
    });
    connectPage(panel, files, (message) => this.#receive(message), log);
    this.#parts.onChange?.();
  }

  /** Returns the webview; `null` while there is none. */
  get panel(): vscode.WebviewPanel | null {
    return this.#panel;
  }

  /** Resolves when the page has loaded, at once if it cannot, and at the latest after so many ms. */
  async loaded(mostMs: number): Promise<void> {
    if (this.#ready || !this.#panel?.visible) return;
    await new Promise<void>((resolve) => {
      this.#onReady = resolve;
      setTimeout(resolve, mostMs);
    });
    this.#onReady = null;
  }

  /** Returns the shown report, otherwise `null`. */
  get report(): Report | null {
    return this.#scene?.type === 'report' ? this.#scene.report : null;
  }

  /** Returns the shown report of a command, otherwise `null`. */
  get script(): ScriptReport | null {
    return this.#scene?.type === 'script' ? this.#scene.report : null;
  }

  /** Returns the shown report, of a function or a command, otherwise `null`. */
  get anyReport(): AnyReport | null {
    return this.report ?? this.script;
  }

  /** Returns the shown function, even if its report could not be made. */
  get target(): FunctionReference | null {
    if (this.report) return referenceOf(this.report);
    const failed = this.#scene?.type === 'problem' ? this.#scene.target : null;
    return failed && { file: failed.location.file, name: failed.name };
  }

  /** Returns the comparison that covers the report. */
  get comparison(): Comparison | ScriptComparison | null {
    return this.#comparison;
  }

  /** Returns whether the page has the focus. */
  get active(): boolean {
    return this.#panel?.active ?? false;
  }

  /** Replaces the shown scene. */
  show(scene: Scene): void {
    this.#scene = scene;
    this.#comparison = null;
    this.refresh();
    this.#parts.onChange?.();
  }

  /**
   * Shows an event of the shown run.
   * @param run the state after the event
   */
  follow(event: RunEvent, run: RunState): void {
    if (this.#scene?.type !== 'run') return;
    this.#scene = { type: 'run', run };
    this.#pending.push(event);
    // A figure that people wait for comes at once: nothing is measured in that moment.
    if (event.type === 'measurement') this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), flushMs);
  }

  /** Covers the report with a comparison; `null` uncovers it. */
  compare(comparison: Comparison | ScriptComparison | null): void {
    if (!this.anyReport) return;
    this.#comparison = comparison;
    this.refresh();
  }

  /** Posts the whole scene, for instance after trust was granted. */
  refresh(): void {
    // The state of a run already includes the pending events.
    this.#dropPending();
    if (this.#comparison)
      this.#post(
        'kind' in this.#comparison
          ? { type: 'scriptComparison', comparison: this.#comparison }
          : { type: 'comparison', comparison: this.#comparison },
      );
    else if (this.#scene?.type === 'report' || this.#scene?.type === 'script')
      // In Restricted Mode the page has no buttons that run code.
      this.#post({ ...this.#scene, trusted: vscode.workspace.isTrusted });
    else if (this.#scene) this.#post(this.#scene);
    this.refreshCode();
    this.refreshHistory();
  }

  /** Posts whether the code has changed since the run. */
  refreshCode(): void {
    const { report } = this;
    if (report && !this.#comparison) this.#post({ type: 'code', outdated: this.#parts.isOutdated(report) });
  }

  /** Posts the list of earlier runs again. */
  refreshHistory(): void {
    const { anyReport: report } = this;
    if (!report || this.#comparison) return;
    this.#parts.historyOf(report).then(
      (history) => {
        if (this.anyReport === report && !this.#comparison) this.#post({ type: 'history', history });
      },
      (error: unknown) => this.#parts.log(String(error)),
    );
  }

  dispose(): void {
    this.#dropPending();
    this.#panel?.dispose();
  }

  #receive(message: FromPanel): void {
    if (message.type === 'ready') {
      this.#ready = true;
      this.refresh();
      this.#onReady?.();
    } else this.#parts.handle(message, this);
  }

  #post(message: ToPanel): void {
    // A page that misses a message requests everything with `ready`.
    if (this.#ready) void this.#panel?.webview.postMessage(message);
  }

  #flush(): void {
    const events = this.#pending;
    this.#dropPending();
    this.#post({ type: 'live', events });
  }

  #dropPending(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#pending = [];
  }
}
