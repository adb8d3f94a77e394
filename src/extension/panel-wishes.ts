import * as vscode from 'vscode';
import { commands } from './contributions.ts';
import type { Output } from './output.ts';
import type { Panel, PanelWish } from './panel.ts';
import { toRange } from './to-range.ts';
import type { SourceLocation } from '../model/target.ts';

/** Does what the person asked for in the page. */
export async function grantPanelWish(wish: PanelWish, parts: { panel: Panel; output: Output }): Promise<void> {
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
      parts.output.log.show();
      return;
    case 'copySummary':
    case 'copyPoolOptions':
    case 'copyCommandLine':
    case 'export':
      return;
  }
}

async function openLocation(location: SourceLocation): Promise<void> {
  const uri = vscode.Uri.file(location.file);
  try {
    const document = await vscode.workspace.openTextDocument(uri);
    // Not on top of the panel, where a click in it would otherwise open the file.
    const beside = vscode.window.visibleTextEditors.find((editor) => editor.document === document)?.viewColumn;
    await vscode.window.showTextDocument(document, {
      selection: toRange(location),
      viewColumn: beside ?? vscode.ViewColumn.One,
    });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    void vscode.window.showWarningMessage(`${location.file} cannot be opened: ${why}`);
  }
}
