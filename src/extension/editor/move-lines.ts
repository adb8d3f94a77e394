/** An edit of a document: the replaced lines, counted from 0 and inclusive, and the number of new lines. */
export interface LineEdit {
  startLine: number;
  endLine: number;
  newLines: number;
}

/**
 * Returns how far an edit moves a span of lines.
 * @returns `null` if the edit is inside the span and therefore changes the measured code
 */
export function moveLines(span: { startLine: number; endLine: number }, edit: LineEdit): number | null {
  if (edit.startLine > span.endLine) return 0;
  if (edit.endLine < span.startLine) return edit.newLines - (edit.endLine - edit.startLine + 1);
  return null;
}
