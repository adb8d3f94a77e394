import * as vscode from 'vscode';

let last: vscode.TextEditor | undefined;

/** Remembers the last text editor that had the focus, until the result is disposed. */
export function trackCurrentEditor(): vscode.Disposable {
  last = vscode.window.activeTextEditor;
  return vscode.window.onDidChangeActiveTextEditor((editor) => {
    if (editor) last = editor;
  });
}

/** Returns the active text editor; while a panel or a walkthrough has the focus, the last one, if its document is open. */
export function currentEditor(): vscode.TextEditor | undefined {
  const { activeTextEditor } = vscode.window;
  if (activeTextEditor) return activeTextEditor;
  return last?.document.isClosed === false ? last : undefined;
}
