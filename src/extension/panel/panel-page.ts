import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import { inspect } from 'node:util';
import * as vscode from 'vscode';
import type { FromPanel } from '../../../webview/protocol.ts';
import { productName } from '../contributions.ts';

/** Absolute paths of the files of the panel. Script and style share a folder. */
export interface PanelFiles {
  script: string;
  style: string;
  iconLight: string;
  iconDark: string;
}

/** Loads the page into a webview and passes on its valid messages. */
export function connectPage(
  { webview }: vscode.WebviewPanel,
  files: PanelFiles,
  receive: (message: FromPanel) => void,
  log: (message: string) => void,
): void {
  webview.options = { enableScripts: true, localResourceRoots: [vscode.Uri.file(dirname(files.script))] };
  // Not before there is a page, so that activation needs no validator; not as late as the first message, which waits for it.
  const reader = import('./panel-message.ts');
  webview.onDidReceiveMessage((value: unknown) => {
    reader
      .then(({ readPanelMessage }) => {
        const message = readPanelMessage(value);
        if (message) receive(message);
        else log(`Expected a message of the panel, found ${inspect(value, { breakLength: Infinity }).slice(0, 200)}.`);
      })
      .catch((error: unknown) => log(inspect(error)));
  });
  webview.html = panelPage(webview, files);
}

/**
 * Returns the page's HTML. Only the script and the style may load or run. Data never travels in HTML; the page requests
 * it with `ready`. The page replaces everything in its body.
 */
function panelPage(webview: vscode.Webview, files: PanelFiles): string {
  const nonce = randomBytes(16).toString('base64');
  const script = webview.asWebviewUri(vscode.Uri.file(files.script)).toString();
  const style = webview.asWebviewUri(vscode.Uri.file(files.style)).toString();
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource} 'nonce-${nonce}'`,
    `font-src ${webview.cspSource}`,
    `img-src ${webview.cspSource} data:`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
<head>
<meta charset="UTF-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${productName}</title>
<link rel="stylesheet" href="${style}">
</head>
<body>
<p>${vscode.l10n.t('Starting …')}</p>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}
