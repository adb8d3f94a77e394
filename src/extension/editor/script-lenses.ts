import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { commandOf, commands, onSettingChange, readSetting } from '../contributions.ts';
import { lensTitle } from './lens-title.ts';

/** Shows a code lens above each script of a package.json, beside the one that debugs it. */
export class ScriptLenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.#changed.event;
  readonly #subscriptions: vscode.Disposable[];

  constructor() {
    this.#subscriptions = [
      vscode.languages.registerCodeLensProvider({ language: 'json', scheme: 'file', pattern: '**/package.json' }, this),
      onSettingChange(['codeLens'], () => this.#changed.fire()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#changed.fire()),
    ];
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    if (readSetting('codeLens', document.uri) === 'off' || !vscode.workspace.isTrusted) return [];
    const { listPackageScripts } = await import('../../profile/package-scripts.ts');
    const folder = dirname(document.uri.fsPath);
    const title = lensTitle('rocket', vscode.l10n.t('Profile in parallel'));
    return listPackageScripts(document.getText()).map(({ name, offset, length }) => {
      const range = new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
      return new vscode.CodeLens(range, commandOf(commands.profileScript, title, { folder, script: name }));
    });
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }
}
