import type ts from 'typescript';
import type { Fix } from '../../model/change.ts';
import { isInLiteralText } from '../edits/indent-text.ts';
import { indentAt } from '../edits/source-style.ts';
import type { FixContext } from './fixer.ts';

const reason = 'why it does no harm here';

/** An ignore comment for any finding; the reason is the person's to write. */
export function ignoreFinding({ sourceFile, finding, node }: FixContext): Fix {
  const file = sourceFile.fileName;
  const starts = sourceFile.getLineStarts();
  const { line } = finding.location;
  const start = starts[line - 1] ?? 0;
  const title = `Ignore ${finding.code} here …`;
  const added = existingComment(sourceFile, starts[line - 2], start);
  if (added !== null)
    return { title, edits: [{ file, start: added, end: added, text: `, ${finding.code}` }], preferred: false };
  const words = `parallel-profiler-ignore ${finding.code}: ${reason}`;
  // Above a line that begins inside a template the comment would be text of it.
  if (isInLiteralText(sourceFile, start)) {
    const at = node.getStart(sourceFile);
    return {
      title,
      edits: [{ file, start: at, end: at, text: `/* ${words} */ `, placeholder: reason }],
      preferred: false,
    };
  }
  const indent = indentAt(sourceFile, firstOnLine(sourceFile, start));
  return {
    title,
    edits: [{ file, start, end: start, text: `${indent}// ${words}\n`, placeholder: reason }],
    preferred: false,
  };
}

/** Where another code is added to the comment that the line above has already. */
function existingComment(sourceFile: ts.SourceFile, above: number | undefined, start: number): number | null {
  if (above === undefined) return null;
  const found = /\/[/*]\s*parallel-profiler-ignore\s+[a-z0-9-]+(?:\s*,\s*[a-z0-9-]+)*(?=\s*:\s*\S)/.exec(
    sourceFile.text.slice(above, start),
  );
  return found && above + found.index + found[0].length;
}

function firstOnLine(sourceFile: ts.SourceFile, start: number): number {
  return start + (/^[ \t]*/.exec(sourceFile.text.slice(start))?.[0].length ?? 0);
}
