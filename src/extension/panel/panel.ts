import * as vscode from 'vscode';
import type { Report } from '../../model/report.ts';
import type { RunEvent } from '../../model/run-event.ts';
import type { RunState } from '../../report/run-state.ts';
import { panelViewType, productName } from '../contributions.ts';
import { ReportPage, type ReportPageParts, type Scene } from './report-page.ts';

/** The panel next to the code, which shows runs and their reports. Its page outlives the webview. */
export class Panel implements vscode.Disposable {
  readonly page: ReportPage;
  #title = productName;

  constructor(parts: ReportPageParts) {
    this.page = new ReportPage(parts, { type: 'empty' });
  }

  /** Shows the panel next to the code, without taking the focus. */
  reveal(): void {
    if (this.page.panel) this.page.panel.reveal(undefined, true);
    else
      this.adopt(
        vscode.window.createWebviewPanel(
          panelViewType,
          productName,
          { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
          {},
        ),
      );
  }

  /** Uses a new webview, or one that VS Code restored after a reload. */
  adopt(panel: vscode.WebviewPanel): void {
    this.page.attach(panel);
    panel.title = this.#title;
  }

  /** Replaces the shown scene. */
  show(scene: Scene): void {
    const name = nameOf(scene);
    this.#title = name === null ? productName : vscode.l10n.t('Parallel: {0}', name);
    if (this.page.panel) this.page.panel.title = this.#title;
    this.page.show(scene);
  }

  showReport(report: Report): void {
    this.show({ type: 'report', report });
  }

  /** Shows an event of the shown run. */
  follow(event: RunEvent, run: RunState): void {
    this.page.follow(event, run);
  }

  dispose(): void {
    this.page.dispose();
  }
}

function nameOf(scene: Scene): string | null {
  switch (scene.type) {
    case 'report':
      return scene.report.target.name;
    case 'script':
      return scene.report.command.join(' ');
    case 'scriptRun':
      return scene.progress.command.join(' ');
    case 'run':
      return scene.run.target.name;
    case 'problem':
      return scene.target?.name ?? null;
    case 'empty':
    case 'unreadable':
      return null;
  }
}
