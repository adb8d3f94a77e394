import { visibleLength, type Paint } from './ansi.ts';

/** Breaks at spaces so that no line is longer than `width`, unless a word is; later lines are indented. */
export function wrap(text: string, width: number, indent = ''): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter((one) => one !== '')) {
    const start = lines.length === 0 ? '' : indent;
    if (line === '') line = start + word;
    else if (visibleLength(line) + 1 + visibleLength(word) <= width) line += ` ${word}`;
    else {
      lines.push(line);
      line = indent + word;
    }
  }
  return line === '' ? lines : [...lines, line];
}

/** Columns side by side, two spaces apart; the first `left` of them to the left, numbers to the right. */
export function table(rows: readonly (readonly string[])[], left = 1): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, visibleLength(cell));
  }
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const fill = ' '.repeat((widths[column] ?? 0) - visibleLength(cell));
        return column < left ? cell + fill : fill + cell;
      })
      .join('  ')
      .trimEnd(),
  );
}

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A bar `share` of `width` columns long, to an eighth of a column; anything above zero shows. */
export function bar(share: number, width: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, share)) * width * 8);
  const shown = share > 0 ? Math.max(1, eighths) : 0;
  return '█'.repeat(Math.floor(shown / 8)) + (EIGHTHS[shown % 8] ?? '');
}

/** The line over a section, and what its signs mean. */
export function heading(ink: Paint, title: string, note = ''): string {
  return ink.bold(title) + (note === '' ? '' : `  ${ink.dim(note)}`);
}
