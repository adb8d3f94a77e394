import * as vscode from 'vscode';
import { commandOf, commands, productName } from './contributions.ts';

/** Shows that a run is going on, how far it is, and stops it on a click; there is nothing to see between runs. */
export class StatusBar implements vscode.Disposable {
  #item: vscode.StatusBarItem | undefined;

  /** @param leftMs time expected to be left; `null` while nobody can tell. */
  showRun(functionName: string, leftMs: number | null): void {
    this.#item ??= this.#create();
    const left = leftMs === null ? '' : `, ${Math.max(1, Math.ceil(leftMs / 1000))} s left`;
    this.#item.text = `$(pulse) Profiling ${functionName}${left}`;
    this.#item.tooltip = `${productName} is measuring ${functionName}${left}. Click to cancel.`;
    this.#item.accessibilityInformation = { label: `Profiling ${functionName}${left}. Activate to cancel.` };
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
    item.command = commandOf(commands.cancel, 'Cancel Profiling');
    return item;
  }
}
