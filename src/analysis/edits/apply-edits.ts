import type { TextEdit } from '../../model/change.ts';

/**
 * Applies edits to the text of one file; their offsets refer to the original text.
 * @throws Error if two edits overlap
 */
export function applyEdits(text: string, edits: readonly Pick<TextEdit, 'start' | 'end' | 'text'>[]): string {
  const ordered = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  let changed = '';
  let at = 0;
  for (const edit of ordered) {
    if (edit.start < at) throw new Error(`Two edits overlap at offset ${edit.start}.`);
    changed += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return changed + text.slice(at);
}
