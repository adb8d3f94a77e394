import type { TextEdit } from '../../model/change.ts';
import { applyEdits } from './apply-edits.ts';

type Edit = Pick<TextEdit, 'start' | 'end' | 'text'>;

/** Unchanged lines around a change, as in git. */
const CONTEXT = 3;

/** Lines that edits touch: from `first` up to and without `end`. */
interface Block {
  first: number;
  end: number;
  edits: Edit[];
}

/**
 * Returns edits of one file as a unified diff that `git apply` reads.
 * @param path relative to the folder in which the diff is applied
 * @param before `null` for a new file
 */
export function formatDiff(path: string, before: string | null, edits: readonly Edit[]): string {
  const name = path.replaceAll('\\', '/');
  const text = before ?? '';
  const lines = linesOf(text);
  let grown = 0;
  const hunks = blocksOf(lines, edits).map((block) => {
    const hunk = formatHunk(text, lines, block, grown);
    grown += hunk.grown;
    return hunk.text;
  });
  return [`--- ${before === null ? '/dev/null' : `a/${name}`}`, `+++ b/${name}`, ...hunks].join('\n');
}

/** Groups edits whose contexts would overlap. */
function blocksOf(lines: readonly string[], edits: readonly Edit[]): Block[] {
  const starts = startsOf(lines);
  const lineAt = (offset: number): number =>
    Math.max(
      0,
      starts.findLastIndex((start) => start <= offset),
    );
  const blocks: Block[] = [];
  for (const edit of [...edits].sort((a, b) => a.start - b.start || a.end - b.end)) {
    const first = Math.min(lineAt(edit.start), Math.max(0, lines.length - 1));
    const end = Math.min(lines.length, lineAt(edit.end) + 1);
    const last = blocks.at(-1);
    if (last && first <= last.end + 2 * CONTEXT) {
      last.end = Math.max(last.end, end);
      last.edits.push(edit);
    } else blocks.push({ first, end, edits: [edit] });
  }
  return blocks;
}

/** @param grown lines that earlier hunks added */
function formatHunk(
  text: string,
  lines: readonly string[],
  { first, end, edits }: Block,
  grown: number,
): { text: string; grown: number } {
  const starts = startsOf(lines);
  const [from, to] = [starts[first] ?? 0, starts[end] ?? text.length];
  const removed = lines.slice(first, end);
  const moved = edits.map((edit) => ({ start: edit.start - from, end: edit.end - from, text: edit.text }));
  const added = linesOf(applyEdits(text.slice(from, to), moved));
  const same = countEqual(removed, added);
  const sameEnd = countEqual(removed.slice(same).reverse(), added.slice(same).reverse());
  const old = removed.slice(same, removed.length - sameEnd);
  const next = added.slice(same, added.length - sameEnd);
  const start = Math.max(0, first + same - CONTEXT);
  const lead = lines.slice(start, first + same);
  const tail = lines.slice(end - sameEnd, end - sameEnd + CONTEXT);
  const counts = [lead.length + old.length + tail.length, lead.length + next.length + tail.length] as const;
  const range = (line: number, count: number): string => `${count === 0 ? line : line + 1},${count}`;
  return {
    text: [
      `@@ -${range(start, counts[0])} +${range(start + grown, counts[1])} @@`,
      ...lead.map((line) => mark(' ', line)),
      ...old.map((line) => mark('-', line)),
      ...next.map((line) => mark('+', line)),
      ...tail.map((line) => mark(' ', line)),
    ].join('\n'),
    grown: next.length - old.length,
  };
}

/** Splits text into lines that keep their line break. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** Returns the offset of each line, and of the end. */
function startsOf(lines: readonly string[]): number[] {
  const starts = [0];
  for (const line of lines) starts.push((starts.at(-1) ?? 0) + line.length);
  return starts;
}

function mark(sign: ' ' | '-' | '+', line: string): string {
  return line.endsWith('\n') ? sign + line.slice(0, -1) : `${sign}${line}\n\\ No newline at end of file`;
}

function countEqual(a: readonly string[], b: readonly string[]): number {
  const different = a.findIndex((line, index) => line !== b[index]);
  return different === -1 ? a.length : different;
}
