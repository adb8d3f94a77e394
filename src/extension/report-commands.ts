import * as vscode from 'vscode';
import type { Report } from '../model/report.ts';
import { formatSummary } from '../report/formats/format-summary.ts';
import { reportViewType } from './contributions.ts';
import { exportFormatsOf, writeExport } from './write-export.ts';
import type { PanelFiles } from './panel-page.ts';

/** "Open Report …": a file of a report, whatever its name ends with. */
export async function openReport(): Promise<void> {
  const chosen = await vscode.window.showOpenDialog({
    title: 'Open a report of Parallel Profiler',
    openLabel: 'Open Report',
    canSelectMany: false,
    filters: { 'Reports of Parallel Profiler': ['json'] },
  });
  const [file] = chosen ?? [];
  if (file) await vscode.commands.executeCommand('vscode.openWith', file, reportViewType);
}

/** "Export Report …": asks for the format, then for the place. */
export async function exportReport(report: Report | null, files: PanelFiles): Promise<void> {
  if (!report) {
    tellNone('export');
    return;
  }
  const picked = await vscode.window.showQuickPick(exportFormatsOf(report), {
    title: `Export the report of ${report.target.name}`,
    placeHolder: 'The format',
  });
  if (picked) await writeExport(report, picked.format, files);
}

/** "Copy Summary": a few lines to paste into a message. */
export async function copySummary(report: Report | null): Promise<void> {
  if (!report) {
    tellNone('copy');
    return;
  }
  await vscode.env.clipboard.writeText(formatSummary(report));
  vscode.window.setStatusBarMessage('Summary copied to the clipboard.', 3000);
}

function tellNone(verb: string): void {
  void vscode.window.showInformationMessage(`There is no report to ${verb} yet: profile a function, or open a report.`);
}
