import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { activeExtension, eventually, openDemo, withSetting } from './demo.ts';

const lensTitles = async (uri: vscode.Uri): Promise<string[]> => {
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 100);
  return lenses
    .filter(({ command }) => command?.command.startsWith('parallelProfiler.') === true)
    .map(({ range, command }) => `${range.start.line + 1} ${command?.title ?? ''}`);
};

describe('CodeLens', () => {
  before(activeExtension);

  it('stands above every function that can be profiled', async () => {
    const { document } = await openDemo('monte-carlo.ts');
    const titles = await eventually(
      () => lensTitles(document.uri),
      (found) => found.length > 0,
    );
    assert.deepEqual(titles, ['13 Profile in parallel', '25 Profile in parallel']);
  });

  it('follows its setting at once', async () => {
    const { document } = await openDemo('mandelbrot.ts');
    const all = await eventually(
      () => lensTitles(document.uri),
      (found) => found.length > 0,
    );
    const exported = await withSetting('codeLens', 'exported', () => lensTitles(document.uri));
    assert.ok(exported.length < all.length, 'fewer above exported functions only');
    assert.deepEqual(await withSetting('codeLens', 'off', () => lensTitles(document.uri)), []);
    assert.deepEqual(await lensTitles(document.uri), all);
  });

  it('with "candidates", stands above functions that are meant for workers only', async () => {
    const titles = (name: string): Promise<string[]> =>
      withSetting('codeLens', 'candidates', async () => lensTitles((await openDemo(name)).document.uri));
    assert.deepEqual(await titles('monte-carlo.ts'), ['13 Profile in parallel']);
    assert.deepEqual(await titles('word-frequencies.ts'), [], 'no tag, and handed to no pool');
  });

  it('stays and moves along while the file does not parse', async () => {
    const { document } = await openDemo('monte-carlo.ts');
    const before = await eventually(
      () => lensTitles(document.uri),
      (found) => found.length === 2,
    );
    const edit = new vscode.WorkspaceEdit();
    // Neither function can be told from the rest while a brace or a quote is open.
    edit.insert(document.uri, new vscode.Position(0, 0), 'const half = {\n\n`');
    await vscode.workspace.applyEdit(edit);
    const moved = before.map((title) => title.replace(/^\d+/, (line) => String(Number(line) + 2)));
    assert.deepEqual(await lensTitles(document.uri), moved);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    assert.deepEqual(await lensTitles(document.uri), before);
  });

  it('moves with unsaved edits', async () => {
    const document = await vscode.workspace.openTextDocument((await openDemo('square.ts')).document.uri);
    const [before = ''] = await eventually(
      () => lensTitles(document.uri),
      (found) => found.length > 0,
    );
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), '\n\n');
    await vscode.workspace.applyEdit(edit);
    const line = Number.parseInt(before, 10);
    await eventually(
      () => lensTitles(document.uri),
      (found) => found[0] === `${line + 2} Profile in parallel`,
    );
    await vscode.commands.executeCommand('workbench.action.files.revert');
    assert.equal(document.isDirty, false);
  });
});
