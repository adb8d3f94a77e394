import * as vscode from 'vscode';
import { productName } from './contributions.ts';

/** The extension's one log, made on its first line. */
export class Output implements vscode.Disposable {
  #channel: vscode.LogOutputChannel | undefined;

  get log(): vscode.LogOutputChannel {
    this.#channel ??= vscode.window.createOutputChannel(productName, { log: true });
    return this.#channel;
  }

  dispose(): void {
    this.#channel?.dispose();
  }
}
