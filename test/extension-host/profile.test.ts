import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { activeExtension, demoFile, eventually, openDemo, withSetting } from './demo.ts';

const lensTitles = async (uri: vscode.Uri): Promise<string[]> => {
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 100);
  return lenses.map(({ command }) => command?.title ?? '');
};

describe('profiling', () => {
  before(activeExtension);

  it('ends with the result above the function, which "Clear Results" removes', async () => {
    await openDemo('power.ts');
    const file = demoFile('power.ts');
    await withSetting('budgetSeconds', 1, async () => {
      await vscode.commands.executeCommand('parallelProfiler.profile', { file: file.fsPath, name: 'power' });
    });
    const [, result] = await lensTitles(file);
    assert.match(result ?? '', /Keep it serial|Parallel pays|No verdict/);
    const edit = new vscode.WorkspaceEdit();
    const { document } = await openDemo('power.ts');
    edit.insert(file, document.positionAt(document.getText().indexOf('base ** exponent')), '1 * ');
    await vscode.workspace.applyEdit(edit);
    await eventually(
      () => lensTitles(file),
      (found) => found.some((title) => title.endsWith('(code changed since this run)')),
    );
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await eventually(
      () => lensTitles(file),
      (found) => found[1] === result,
    );
    await vscode.commands.executeCommand('parallelProfiler.clearResults');
    assert.deepEqual(await lensTitles(file), ['$(rocket)\u00a0Profile in parallel']);
  }).timeout(180_000);

  it('with a Node that does not exist leaves no result', async () => {
    await openDemo('power.ts');
    const file = demoFile('power.ts');
    await withSetting('nodePath', '/nowhere/node', async () => {
      await vscode.commands.executeCommand('parallelProfiler.profile', { file: file.fsPath, name: 'power' });
    });
    assert.deepEqual(await lensTitles(file), ['$(rocket)\u00a0Profile in parallel']);
  });

  it('opens one panel and reuses it', async () => {
    const panels = (): vscode.Tab[] =>
      vscode.window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .filter(
          ({ input }) => input instanceof vscode.TabInputWebview && input.viewType.includes('parallelProfiler.panel'),
        );
    await vscode.commands.executeCommand('parallelProfiler.showPanel');
    await vscode.commands.executeCommand('parallelProfiler.showPanel');
    assert.equal(panels().length, 1);
  });
});
