import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';

/**
 * Opens functions to try the profiler on: a copy, which a person may change, and which is kept. What is there already stays.
 * @param shipped the folder with the functions as the extension brings them
 * @param folder where the copy is kept
 */
export async function openDemo(shipped: string, folder: string): Promise<void> {
  await cp(shipped, folder, { recursive: true, force: false });
  const document = await vscode.workspace.openTextDocument(join(folder, 'mandelbrot.ts'));
  await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One, preview: false });
}
