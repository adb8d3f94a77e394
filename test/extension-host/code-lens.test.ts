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

  it('is above exported functions with a loop or a call, tagged ones and those of pools, by default', async () => {
    const titles = async (name: string): Promise<string[]> => lensTitles((await openDemo(name)).document.uri);
    assert.deepEqual(
      await eventually(
        () => titles('square.ts'),
        (found) => found.length > 0,
      ),
      ['11 $(rocket)\u00a0Profile in parallel'],
      'a tagged function without a loop or a call',
    );
    assert.deepEqual(
      await eventually(
        () => titles('monte-carlo.ts'),
        (found) => found.length > 0,
      ),
      ['13 $(rocket)\u00a0Profile in parallel', '25 $(rocket)\u00a0Profile in parallel'],
    );
  });

  it('can be above every function that can be profiled', async () => {
    const { document } = await openDemo('mandelbrot.ts');
    const titles = await withSetting('codeLens', 'all', () =>
      eventually(
        () => lensTitles(document.uri),
        (found) => found.length > 0,
      ),
    );
    const exported = await lensTitles(document.uri);
    assert.ok(titles.length > exported.length && exported.length > 0);
  });

  it('follows its setting at once', async () => {
    const { document } = await openDemo('mandelbrot.ts');
    const exported = await eventually(
      () => lensTitles(document.uri),
      (found) => found.length > 0,
    );
    const all = await withSetting('codeLens', 'all', () => lensTitles(document.uri));
    assert.ok(exported.length < all.length, 'fewer above exported functions only');
    assert.deepEqual(await withSetting('codeLens', 'off', () => lensTitles(document.uri)), []);
    assert.deepEqual(await lensTitles(document.uri), exported);
  });

  it('with "candidates", is only above functions for workers', async () => {
    const titles = (name: string): Promise<string[]> =>
      withSetting('codeLens', 'candidates', async () => lensTitles((await openDemo(name)).document.uri));
    assert.deepEqual(await titles('monte-carlo.ts'), ['13 $(rocket)\u00a0Profile in parallel']);
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
      (found) => found[0] === `${line + 2} $(rocket)\u00a0Profile in parallel`,
    );
    await vscode.commands.executeCommand('workbench.action.files.revert');
    assert.equal(document.isDirty, false);
  });
});
