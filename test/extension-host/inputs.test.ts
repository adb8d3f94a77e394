import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { activeExtension, demoFile, eventually, openDemo, withSetting } from './demo.ts';

const accept = (): Thenable<unknown> => vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
const close = (): Thenable<unknown> => vscode.commands.executeCommand('workbench.action.closeQuickOpen');

/** Presses Enter on whatever list is open until something has come true. */
async function acceptUntil<T>(ask: () => T | Promise<T>, enough: (answer: T) => boolean): Promise<T> {
  return await eventually(async () => {
    await accept();
    return await ask();
  }, enough);
}

const results = async (uri: vscode.Uri): Promise<string[]> => {
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 100);
  return lenses.map(({ command }) => command?.title ?? '').filter((title) => !title.endsWith('Profile in parallel'));
};

/** The warnings that a command shows, which are not put on the screen. */
async function warningsOf(command: string, ...args: unknown[]): Promise<string[]> {
  const { window } = vscode;
  const { showWarningMessage } = window;
  const shown: string[] = [];
  Object.assign(window, {
    showWarningMessage: (message: string) => {
      shown.push(message);
      return Promise.resolve(undefined);
    },
  });
  try {
    await vscode.commands.executeCommand(command, ...args);
  } finally {
    Object.assign(window, { showWarningMessage });
  }
  return shown;
}

describe('inputs', () => {
  before(activeExtension);
  afterEach(close);

  it('are chosen from a list, best first', async () => {
    const file = (await openDemo('power.ts')).document.uri;
    await withSetting('budgetSeconds', 1, async () => {
      const run = vscode.commands.executeCommand('parallelProfiler.profileWithInputs', {
        file: file.fsPath,
        name: 'power',
      });
      await acceptUntil(
        () => results(file),
        (found) => found.length > 0,
      );
      await run;
    });
    await vscode.commands.executeCommand('parallelProfiler.clearResults');
  }).timeout(120_000);

  it('have a range whose type shows on hover', async () => {
    const file = demoFile('range-sample.ts');
    const text = '/** @inputs range(10) */\nexport function half(x: number): number {\n  return x / 2;\n}\n';
    writeFileSync(file.fsPath, text);
    try {
      await vscode.window.showTextDocument(file);
      const at = new vscode.Position(0, text.indexOf('range'));
      const hovers = await eventually(
        async () => await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', file, at),
        (found) => found.length > 0,
      );
      const shown = hovers
        .flatMap(({ contents }) => contents)
        .map((content) => (content as vscode.MarkdownString).value);
      assert.match(shown.join('\n'), /function range\(stop: number\): number\[\]/);
    } finally {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      rmSync(file.fsPath);
    }
  });

  it('are not chosen and nothing runs if the user cancels', async () => {
    const file = (await openDemo('power.ts')).document.uri;
    const asked = vscode.commands.executeCommand('parallelProfiler.profileWithInputs', {
      file: file.fsPath,
      name: 'power',
    });
    let over = false;
    void asked.then(() => (over = true));
    await eventually(
      async () => {
        await close();
        return over;
      },
      (isOver) => isOver,
    );
    assert.deepEqual(await results(file), []);
  });

  it('of all functions selected in a file lead to one result each', async () => {
    const { document } = await openDemo('power.ts');
    await withSetting('budgetSeconds', 1, async () => {
      const run = vscode.commands.executeCommand('parallelProfiler.profileFile', document.uri);
      await acceptUntil(
        () => results(document.uri),
        (found) => found.length === 1,
      );
      // The summary stays until it is closed.
      let over = false;
      void run.then(() => (over = true));
      await eventually(
        async () => {
          await close();
          return over;
        },
        (isOver) => isOver,
      );
    });
    await vscode.commands.executeCommand('parallelProfiler.clearResults');
  }).timeout(120_000);

  it('are unavailable for untitled files, notebooks and other languages', async () => {
    const untitled = await vscode.workspace.openTextDocument({ language: 'typescript', content: 'function f() {}' });
    await vscode.window.showTextDocument(untitled);
    assert.match((await warningsOf('parallelProfiler.profile')).join(), /Save this file first/);
    assert.match((await warningsOf('parallelProfiler.profileFile')).join(), /Save this file first/);

    const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, 'function f() {}', 'typescript');
    const notebook = await vscode.workspace.openNotebookDocument('jupyter-notebook', new vscode.NotebookData([cell]));
    await vscode.window.showNotebookDocument(notebook);
    assert.match(
      (await warningsOf('parallelProfiler.profile')).join(),
      /Notebook.*Move the function to a TypeScript file/,
    );

    const manifest = vscode.Uri.joinPath(demoFile('power.ts'), '../../package.json');
    assert.match((await warningsOf('parallelProfiler.profileFile', manifest)).join(), /This file is json/);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });
});
