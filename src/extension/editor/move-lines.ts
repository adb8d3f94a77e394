/** An edit of a document: the lines it replaces, counting from 0 and both included, and how many lines replace them. */
export interface LineEdit {
  startLine: number;
  endLine: number;
  newLines: number;
}

/**
 * Where a span of lines is after an edit.
 * @returns the lines by which it moves, or `null` when the edit is inside the span, so that what was measured there is no
 * longer what stands there.
 */
export function moveLines(span: { startLine: number; endLine: number }, edit: LineEdit): number | null {
  if (edit.startLine > span.endLine) return 0;
  if (edit.endLine < span.startLine) return edit.newLines - (edit.endLine - edit.startLine + 1);
  return null;
}
