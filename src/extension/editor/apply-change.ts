import * as vscode from 'vscode';
import type { CodeChange, TextEdit } from '../../model/change.ts';

/**
 * Converts a change to a workspace edit. Its offsets refer to the analysed texts: the current text of `document`, and
 * the saved text of other files.
 * @returns `null` if another edited file has unsaved changes, which would make the offsets wrong
 */
export async function toWorkspaceEdit(
  { edits, newFiles }: CodeChange,
  document: vscode.TextDocument,
): Promise<vscode.WorkspaceEdit | null> {
  const workspaceEdit = new vscode.WorkspaceEdit();
  for (const { file, text } of newFiles)
    workspaceEdit.createFile(vscode.Uri.file(file), { contents: Buffer.from(text), ignoreIfExists: false });
  for (const file of new Set(edits.map((edit) => edit.file))) {
    const uri = vscode.Uri.file(file);
    const isOwn = uri.fsPath === document.uri.fsPath;
    const edited = isOwn ? document : await vscode.workspace.openTextDocument(uri);
    if (!isOwn && edited.isDirty) return null;
    const inFile = edits.filter((edit) => edit.file === file).map((edit) => toTextEdit(edit, edited));
    workspaceEdit.set(edited.uri, inFile);
  }
  return workspaceEdit;
}

function toTextEdit(
  { start, end, text, placeholder }: TextEdit,
  document: vscode.TextDocument,
): vscode.TextEdit | vscode.SnippetTextEdit {
  const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
  const at = placeholder === undefined ? -1 : text.indexOf(placeholder);
  if (placeholder === undefined || at < 0) return vscode.TextEdit.replace(range, text);
  const snippet = new vscode.SnippetString()
    .appendText(text.slice(0, at))
    .appendPlaceholder(placeholder)
    .appendText(text.slice(at + placeholder.length));
  return new vscode.SnippetTextEdit(range, snippet);
}
