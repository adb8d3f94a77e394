import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { activeExtension, demoFile, eventually } from './demo.ts';

const sample = `import os from 'node:os';
import { Pool } from 'parallel-profiler';

export function square(x: number): number {
  return x * x;
}

export const makePool = (): Pool => new Pool(import.meta.url, { processes: os.cpus().length });

export async function all(xs: number[]): Promise<number[]> {
  return xs.map(square);
}
`;

const actionsAt = async (
  document: vscode.TextDocument,
  text: string,
  kind: vscode.CodeActionKind,
): Promise<vscode.CodeAction[]> => {
  const position = document.positionAt(document.getText().indexOf(text));
  const range = new vscode.Range(position, position.translate(0, 1));
  return await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    range,
    kind.value,
  );
};

const codesIn = (uri: vscode.Uri): unknown[] =>
  vscode.languages
    .getDiagnostics(uri)
    .filter(({ source }) => source === 'Parallel Profiler')
    .map(({ code }) => (typeof code === 'object' ? code.value : code));

describe('code fixes', () => {
  const file = (): string => demoFile('code-fixes-sample.ts').fsPath;
  let document: vscode.TextDocument;

  before(async () => {
    await activeExtension();
    writeFileSync(file(), sample);
    document = (await vscode.window.showTextDocument(vscode.Uri.file(file()))).document;
  });
  after(async () => {
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    rmSync(file());
  });

  it('change the code and remove the finding', async () => {
    await eventually(
      () => codesIn(document.uri),
      (codes) => codes.includes('core-count-from-cpus'),
    );
    const actions = await eventually(
      () => actionsAt(document, 'os.cpus()', vscode.CodeActionKind.QuickFix),
      (found) => found.length > 0,
    );
    const fix = actions.find(({ title }) => title === 'Use availableParallelism()');
    assert.ok(fix?.edit, actions.map(({ title }) => title).join());
    assert.equal(fix.isPreferred, true);
    assert.ok(actions.some(({ title }) => title === 'Ignore core-count-from-cpus here …'));
    assert.ok(await vscode.workspace.applyEdit(fix.edit));
    assert.match(document.getText(), /processes: os\.availableParallelism\(\)/);
    await eventually(
      () => codesIn(document.uri),
      (codes) => !codes.includes('core-count-from-cpus'),
    );
  });

  it('include an offer to profile a function', async () => {
    const offersProfile = (actions: readonly vscode.CodeAction[]): boolean =>
      actions.some(({ title }) => title === 'Profile square in parallel');
    // The first answers may come before the file has been analysed.
    const actions = await eventually(
      () => actionsAt(document, 'square(x: number)', vscode.CodeActionKind.Refactor),
      offersProfile,
    );
    assert.ok(offersProfile(actions), actions.map(({ title }) => title).join());
  });

  it('preview a call in its parallel version before it is changed', async () => {
    const actions = await actionsAt(document, 'xs.map(square)', vscode.CodeActionKind.Refactor);
    const action = actions.find(({ title }) => title.startsWith('Generate parallel version'));
    assert.ok(action?.command, actions.map(({ title }) => title).join());
    const { command, arguments: given } = action.command;
    // It ends when the question under the preview is answered.
    const start = (): void => void vscode.commands.executeCommand(command, ...((given ?? []) as unknown[]));
    start();
    const preview = (): vscode.TabInputTextDiff | null => {
      const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
      return input instanceof vscode.TabInputTextDiff ? input : null;
    };
    const input = await eventually(
      async () => {
        // The list of libraries may open only now. The thread pools at its top move the function to a new file.
        await new Promise((resolve) => setTimeout(resolve, 1_500));
        if (preview()) return preview();
        if (!(vscode.window.tabGroups.activeTabGroup.activeTab?.input instanceof vscode.TabInputText)) {
          await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
          start();
          return null;
        }
        for (const step of ['quickOpenSelectNext', 'quickOpenSelectNext', 'acceptSelectedQuickOpenItem'])
          await vscode.commands.executeCommand(`workbench.action.${step}`);
        return preview();
      },
      (shown) => shown !== null,
    );
    assert.ok(input);
    const shown = await vscode.workspace.openTextDocument(input.modified);
    assert.match(shown.getText(), /await pool\.map\(square, xs\)/);
    assert.doesNotMatch(document.getText(), /pool\.map/);
    await eventually(
      async () => {
        await vscode.commands.executeCommand('parallelProfiler.applyGenerated');
        return document.getText();
      },
      (text) => text === shown.getText(),
    );
    assert.equal(preview(), null);
  });
});
