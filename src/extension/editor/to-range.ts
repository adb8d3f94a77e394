import * as vscode from 'vscode';
import type { SourceLocation } from '../../model/target.ts';

/** Converts a location, which counts from 1, to an editor range, which counts from 0. */
export function toRange(location: SourceLocation): vscode.Range {
  const line = Math.max(0, location.line - 1);
  const column = Math.max(0, location.column - 1);
  const endLine = location.endLine === undefined ? line : Math.max(line, location.endLine - 1);
  const endColumn = location.endColumn === undefined ? column : Math.max(0, location.endColumn - 1);
  return new vscode.Range(line, column, endLine, endColumn);
}
