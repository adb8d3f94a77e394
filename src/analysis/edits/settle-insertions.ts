import type { TextEdit } from '../../model/change.ts';

/**
 * Lets a new line that was to go behind a statement take the statement's place where another edit takes that away, such as
 * an import behind the last one: as they are, the two would overlap.
 */
export function settleInsertions(edits: readonly TextEdit[], file: string, text: string): TextEdit[] {
  const settled: TextEdit[] = [];
  const isInside = (edit: TextEdit, removal: TextEdit): boolean =>
    edit.start === edit.end && edit.start > removal.start && edit.start < removal.end && edit.file === removal.file;
  for (const edit of edits) {
    if (edit.file !== file) settled.push(edit);
    else if (edit.text === '') {
      const lines = edits.filter((other) => isInside(other, edit));
      const rest = text.slice(lines[0]?.start ?? edit.end, edit.end);
      settled.push({
        ...edit,
        text: lines.length > 0 ? `${lines.map((line) => line.text.trim()).join('\n')}${rest}` : '',
      });
    } else if (!edits.some((other) => other.text === '' && isInside(edit, other))) settled.push(edit);
  }
  return settled;
}
