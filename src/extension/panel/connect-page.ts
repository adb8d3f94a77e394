import { dirname } from 'node:path';
import { inspect } from 'node:util';
import * as vscode from 'vscode';
import type { FromPanel } from '../../../webview/protocol.ts';
import { readPanelMessage } from './panel-message.ts';
import { panelPage, type PanelFiles } from './panel-page.ts';

/** Puts the page into a webview and passes on what it sends, each message whole and known. */
export function connectPage(
  { webview }: vscode.WebviewPanel,
  files: PanelFiles,
  receive: (message: FromPanel) => void,
  log: (message: string) => void,
): void {
  webview.options = { enableScripts: true, localResourceRoots: [vscode.Uri.file(dirname(files.script))] };
  webview.onDidReceiveMessage((value: unknown) => {
    const message = readPanelMessage(value);
    if (message) receive(message);
    else log(`The panel sent something unknown: ${inspect(value, { breakLength: Infinity }).slice(0, 200)}`);
  });
  webview.html = panelPage(webview, files);
}
