import ts from 'typescript';
import type { SourceLocation } from '../../model/target.ts';

/** Converts a line and column location to offsets; `null` if the text has no such place. */
export function rangeOf(sourceFile: ts.SourceFile, location: SourceLocation): { start: number; end: number } | null {
  const start = offsetOf(sourceFile, location.line, location.column);
  if (start === null) return null;
  const { endLine, endColumn } = location;
  const end = endLine === undefined ? start : offsetOf(sourceFile, endLine, endColumn ?? 1);
  return { start, end: Math.max(start, end ?? start) };
}

/** Returns the outermost node that covers a range exactly, else the innermost around it. */
export function nodeAt(sourceFile: ts.SourceFile, start: number, end: number): ts.Node {
  let found: ts.Node = sourceFile;
  const visit = (node: ts.Node): void => {
    if (node.getStart(sourceFile) > start || node.end < end) return;
    const isExact = (other: ts.Node): boolean => other.getStart(sourceFile) === start && other.end === end;
    if (!isExact(found)) found = node;
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(sourceFile, visit);
  return found;
}

function offsetOf(sourceFile: ts.SourceFile, line: number, column: number): number | null {
  const starts = sourceFile.getLineStarts();
  const start = starts[line - 1];
  if (start === undefined || line < 1 || column < 1) return null;
  const next = starts[line] ?? sourceFile.text.length + 1;
  return start + column - 1 <= Math.max(start, next - 1) ? start + column - 1 : null;
}

/** Returns whether a node is another one or part of it. */
export function isInside(inner: ts.Node, outer: ts.Node): boolean {
  return inner.pos >= outer.pos && inner.end <= outer.end && inner.getSourceFile() === outer.getSourceFile();
}
