import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { activeExtension, eventually, openDemo, withSetting } from './demo.ts';

const codesIn = (uri: vscode.Uri): string[] =>
  vscode.languages
    .getDiagnostics(uri)
    .filter(({ source }) => source === 'Parallel Profiler')
    .map(codeOf)
    .sort();

/** The code of a finding, as it links to its page. */
function codeOf({ code }: vscode.Diagnostic): string {
  return typeof code === 'object' ? String(code.value) : 'no link';
}

describe('findings', () => {
  before(activeExtension);

  it('of static analysis are on their lines without a run', async () => {
    const { document } = await openDemo('module-state.ts');
    await eventually(
      () => codesIn(document.uri),
      (codes) => codes.includes('module-state-written'),
    );
    const [finding] = vscode.languages
      .getDiagnostics(document.uri)
      .filter((each) => codeOf(each) === 'module-state-written');
    assert.ok(finding);
    assert.match(document.getText(finding.range), /ticketsGiven/);
    assert.match(finding.message, /ticketsGiven/);
  });

  it('disappear and reappear with their setting', async () => {
    const { document } = await openDemo('module-state.ts');
    await eventually(
      () => codesIn(document.uri),
      (codes) => codes.length > 0,
    );
    await withSetting('pitfalls', 'off', () =>
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

  it('have the severity of the setting, which can turn them off', async () => {
    const { document } = await openDemo('module-state.ts');
    const severities = (): vscode.DiagnosticSeverity[] =>
      vscode.languages
        .getDiagnostics(document.uri)
        .filter((each) => codeOf(each) === 'module-state-written')
        .map(({ severity }) => severity);
    await withSetting('pitfallSeverity', { 'module-state-written': 'hint' }, () =>
      eventually(severities, ([severity]) => severity === vscode.DiagnosticSeverity.Hint),
    );
    await withSetting('pitfallSeverity', { 'module-state-written': 'off' }, () =>
      eventually(severities, ({ length }) => length === 0),
    );
    await eventually(severities, ([severity]) => severity === vscode.DiagnosticSeverity.Warning);
  });

  it('are explained on hover, with a link that opens their page', async () => {
    const { document } = await openDemo('module-state.ts');
    await eventually(
      () => codesIn(document.uri),
      (codes) => codes.includes('module-state-written'),
    );
    const [finding] = vscode.languages
      .getDiagnostics(document.uri)
      .filter((each) => codeOf(each) === 'module-state-written');
    assert.ok(finding);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      finding.range.start,
    );
    const text = hovers
      .flatMap(({ contents }) => contents as vscode.MarkdownString[])
      .map(({ value }) => value)
      .join('\n');
    assert.match(text, /Every worker loads the module again/);
    assert.match(text, /command:parallelProfiler\.explainFinding\?/);
    await vscode.commands.executeCommand('parallelProfiler.explainFinding', 'module-state-written');
    const isOpen = (): boolean =>
      vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(({ label }) => label.includes('module-state-written')));
    await eventually(isOpen, (open) => open);
  });

  it('of a run join them, move with edits above, and disappear with "Clear Results"', async () => {
    const { document } = await openDemo('module-state.ts');
    await withSetting('budgetSeconds', 1, async () => {
      await vscode.commands.executeCommand('parallelProfiler.profile', {
        file: document.uri.fsPath,
        name: 'nextTicket',
      });
    });
    const ofRun = (): vscode.Diagnostic[] =>
      vscode.languages.getDiagnostics(document.uri).filter((each) => codeOf(each) === 'shared-state');
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
