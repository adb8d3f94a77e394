import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { activeExtension, eventually, openDemo, withSetting } from './demo.ts';

const codesIn = (uri: vscode.Uri): string[] =>
  vscode.languages
    .getDiagnostics(uri)
    .filter(({ source }) => source === 'Parallel Profiler')
    .map(({ code }) => (typeof code === 'string' ? code : 'no code'))
    .sort();

describe('findings', () => {
  before(activeExtension);

  it('from reading the code are on their lines without a run', async () => {
    const { document } = await openDemo('module-state.ts');
    await eventually(
      () => codesIn(document.uri),
      (codes) => codes.includes('module-state-written'),
    );
    const [finding] = vscode.languages
      .getDiagnostics(document.uri)
      .filter(({ code }) => code === 'module-state-written');
    assert.ok(finding);
    assert.match(document.getText(finding.range), /ticketsGiven/);
    assert.match(finding.message, /ticketsGiven/);
  });

  it('go with their setting and come back with it', async () => {
    const { document } = await openDemo('module-state.ts');
    await eventually(
      () => codesIn(document.uri),
      (codes) => codes.length > 0,
    );
    await withSetting('diagnostics', false, () =>
      eventually(
        () => codesIn(document.uri),
        (codes) => codes.length === 0,
      ),
    );
    await eventually(
      () => codesIn(document.uri),
      (codes) => codes.length > 0,
    );
  });

  it('of a run join them, stay on their line while one types above, and go with "Clear Results"', async () => {
    const { document } = await openDemo('module-state.ts');
    await withSetting('budgetSeconds', 1, async () => {
      await vscode.commands.executeCommand('parallelProfiler.profile', {
        file: document.uri.fsPath,
        name: 'nextTicket',
      });
    });
    const ofRun = (): vscode.Diagnostic[] =>
      vscode.languages.getDiagnostics(document.uri).filter(({ code }) => code === 'shared-state');
    const lines = (): number[] => ofRun().map(({ range }) => range.start.line);
    const [line = NaN] = await eventually(lines, (found) => found.length > 0);

    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), '\n\n\n');
    await vscode.workspace.applyEdit(edit);
    await eventually(lines, (found) => found[0] === line + 3);
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');

    await eventually(lines, (found) => found[0] === line);

    await vscode.commands.executeCommand('parallelProfiler.clearResults');
    await eventually(lines, (found) => found.length === 0);
  }).timeout(180_000);
});
