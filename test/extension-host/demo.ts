import { join } from 'node:path';
import * as vscode from 'vscode';

/** The extension under test, active. */
export async function activeExtension(): Promise<vscode.Extension<unknown>> {
  const extension = vscode.extensions.getExtension('parallel-profiler.parallel-profiler');
  if (!extension) throw new Error('The extension is not installed in this host.');
  await extension.activate();
  return extension;
}

/** A file of the demo workspace, by its name in `src`. */
export function demoFile(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!folder) throw new Error('The tests expect the demo workspace to be open.');
  return vscode.Uri.file(join(folder.uri.fsPath, 'src', name));
}

export async function openDemo(name: string): Promise<vscode.TextEditor> {
  return await vscode.window.showTextDocument(demoFile(name));
}

/** Asks again until the answer will do; what the editor does, it does when it has time. */
export async function eventually<T>(
  ask: () => T | Promise<T>,
  enough: (answer: T) => boolean,
  timeoutMs = 60_000,
): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (enough(answer)) return answer;
    if (Date.now() > end) throw new Error(`After ${timeoutMs} ms still: ${JSON.stringify(answer).slice(0, 1000)}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Sets a user setting for the time of a test. */
export async function withSetting<T>(name: string, value: unknown, test: () => Promise<T>): Promise<T> {
  const configuration = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('parallelProfiler');
  await configuration().update(name, value, vscode.ConfigurationTarget.Global);
  try {
    return await test();
  } finally {
    await configuration().update(name, undefined, vscode.ConfigurationTarget.Global);
  }
}
