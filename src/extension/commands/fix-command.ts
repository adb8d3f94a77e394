import * as vscode from 'vscode';
import type { Fix } from '../../model/change.ts';
import type { Finding } from '../../model/finding.ts';
import type { AnalysisClient } from '../../profile/analysis-client.ts';
import { toWorkspaceEdit } from '../editor/apply-change.ts';
import { pitfallScope, referenceTo, targetsIn } from '../editor/known-findings.ts';
import type { Results } from '../results.ts';
import { toRange } from '../editor/to-range.ts';

/** Fixes a finding that was clicked in the panel: shows the code, asks for a fix, and applies it. */
export async function fixCommand(
  analysis: Pick<AnalysisClient, 'fixes'>,
  results: Results,
  { code, location }: Pick<Finding, 'code' | 'location'>,
): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(location.file));
  const shown = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  await vscode.window.showTextDocument(document, {
    selection: toRange(location),
    viewColumn: shown?.viewColumn ?? vscode.ViewColumn.One,
  });
  const text = document.getText();
  const finding = referenceTo(results, code, location);
  const fixes = await analysis.fixes(
    location.file,
    text,
    finding,
    targetsIn(results, location.file),
    pitfallScope(document.uri),
  );
  if (fixes.every(({ title }) => title.startsWith('Ignore '))) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t(
        'No automatic fix: the code has changed since the run, or the fix depends on the intent of the code.',
      ),
    );
    return;
  }
  const fix = await pickFix(fixes);
  const edit =
    fix && document.getText() === text ? await toWorkspaceEdit({ edits: fix.edits, newFiles: [] }, document) : null;
  if (edit) await vscode.workspace.applyEdit(edit);
}

async function pickFix(fixes: readonly Fix[]): Promise<Fix | null> {
  const picked = await vscode.window.showQuickPick(
    fixes.map((fix) => ({ label: fix.title, fix })),
    { title: vscode.l10n.t('Fix Finding'), placeHolder: vscode.l10n.t('Choose a change') },
  );
  return picked?.fix ?? null;
}
