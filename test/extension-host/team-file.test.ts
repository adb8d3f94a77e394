import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { activeExtension, eventually } from './demo.ts';

describe('the team file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'team-file-'));
  const file = join(folder, '.vscode/parallel-profiler.json');
  before(activeExtension);
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('is validated and completed during typing', async () => {
    mkdirSync(join(folder, '.vscode'));
    writeFileSync(file, '{ "profiles": { "src/a.ts#a": { "count": 0 } } }');
    const document = await vscode.workspace.openTextDocument(file);
    await vscode.window.showTextDocument(document);
    const [problem] = await eventually(
      () => vscode.languages.getDiagnostics(document.uri),
      (found) => found.length > 0,
    );
    assert.match(problem?.message ?? '', /minimum of 1/);

    const inProfile = document.positionAt(document.getText().indexOf('"count"'));
    const offered = await eventually(
      async () =>
        await vscode.commands.executeCommand<vscode.CompletionList>(
          'vscode.executeCompletionItemProvider',
          document.uri,
          inProfile,
        ),
      ({ items }) => items.length > 0,
    );
    const labels = offered.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    for (const field of ['inputs', 'inputsFile', 'generated', 'budgetSeconds', 'workers', 'strategies'])
      assert.ok(labels.includes(field), `${field} among ${labels.join(', ')}`);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });
});
