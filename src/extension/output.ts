import * as vscode from 'vscode';
import { productName } from './contributions.ts';

/** The extension's log channel, created on the first message. */
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
