import * as vscode from 'vscode';
import type { Report } from '../model/report.ts';
import type { SourceLocation } from '../model/target.ts';
import { commandLine } from '../report/command-line.ts';
import { formatMarkdown } from '../report/formats/format-markdown.ts';
import { writePoolCode } from '../report/write-pool-code.ts';
import { commands } from './contributions.ts';
import type { Panel, PanelWish } from './panel.ts';
import type { PanelFiles } from './panel-page.ts';
import { toRange } from './to-range.ts';
import { writeExport } from './write-export.ts';

/** Does what the person asked for in the page. */
export async function grantPanelWish(wish: PanelWish, panel: Panel, files: PanelFiles): Promise<void> {
  switch (wish.type) {
    case 'openLocation':
      await openLocation(wish.location);
      return;
    case 'runAgain':
      await vscode.commands.executeCommand(commands.profileAgain);
      return;
    case 'cancel':
      await vscode.commands.executeCommand(commands.cancel);
      return;
    case 'showOutput':
      await vscode.commands.executeCommand(commands.showOutput);
      return;
    case 'copySummary':
      await copy(panel.report, 'Summary', formatMarkdown);
      return;
    case 'copyPoolOptions':
      await copy(panel.report, 'Pool', writePoolCode);
      return;
    case 'copyCommandLine':
      await copy(panel.report, 'Command', commandLine);
      return;
    case 'export':
      if (panel.report) await writeExport(panel.report, wish.format, files);
  }
}

async function copy(report: Report | null, what: string, write: (report: Report) => string | null): Promise<void> {
  const text = report && write(report);
  if (text === null) return;
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(`${what} copied to the clipboard.`, 3000);
}

async function openLocation(location: SourceLocation): Promise<void> {
  try {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.file(location.file));
    // Where it is open already, else in the first group: never on top of the panel that was clicked.
    const shown = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
    await vscode.window.showTextDocument(document, {
      selection: toRange(location),
      viewColumn: shown?.viewColumn ?? vscode.ViewColumn.One,
    });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    void vscode.window.showWarningMessage(`${location.file} cannot be opened: ${why}`);
  }
}
