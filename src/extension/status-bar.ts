import * as vscode from 'vscode';
import { revealCharacters } from '../report/reveal-characters.ts';
import { commandOf, commands, productName } from './contributions.ts';

/** Shows the progress of a run, which a click cancels. Hidden between runs. */
export class StatusBar implements vscode.Disposable {
  #item: vscode.StatusBarItem | undefined;

  /** @param leftMs expected remaining time; `null` while it is unknown */
  showRun(functionName: string, leftMs: number | null): void {
    const name = revealCharacters(functionName);
    this.#item ??= this.#create();
    const seconds = leftMs === null ? null : Math.max(1, Math.ceil(leftMs / 1000));
    const what = seconds === null ? name : vscode.l10n.t('{0}, {1} s left', name, seconds);
    this.#item.text = `$(pulse) ${vscode.l10n.t('Profiling {0}', what)}`;
    this.#item.tooltip = vscode.l10n.t('{0} is measuring {1}. Click to cancel.', productName, what);
    this.#item.accessibilityInformation = { label: vscode.l10n.t('Profiling {0}. Activate to cancel.', what) };
    this.#item.show();
  }

  clear(): void {
    this.#item?.dispose();
    this.#item = undefined;
  }

  dispose(): void {
    this.clear();
  }

  #create(): vscode.StatusBarItem {
    const item = vscode.window.createStatusBarItem('parallelProfiler.run', vscode.StatusBarAlignment.Left);
    item.name = productName;
    item.command = commandOf(commands.cancel, vscode.l10n.t('Cancel Profiling'));
    return item;
  }
}
