import type ts from 'typescript';
import type { SourceLocation } from '../../model/target.ts';
import { jsDocRange, locate } from './parse-source.ts';

/** An `@inputs` tag. The expression is empty if the tag only marks the function. */
export interface InputsTag {
  expression: string;
  location: Required<SourceLocation>;
}

/**
 * Reads the `@inputs <expression>` of the JSDoc right before a statement. The expression ends at the next tag and may
 * span lines.
 */
export function inputsTag(owner: ts.Node): InputsTag | null {
  const range = jsDocRange(owner);
  if (!range) return null;
  const sourceFile = owner.getSourceFile();
  const comment = sourceFile.text.slice(range.pos, range.end);
  const match = /(?:^\/\*\*|^[ \t]*\*?)[ \t]*(@inputs\b)([\s\S]*?)(?=^[ \t]*\*?[ \t]*@[a-z]|\*\/$)/m.exec(comment);
  const [whole, tag, written] = match ?? [];
  if (!match || whole === undefined || tag === undefined || written === undefined) return null;
  const start = range.pos + match.index + whole.indexOf(tag);
  const expression = written
    .split('\n')
    .map((line, index) => (index === 0 ? line : line.replace(/^[ \t]*\*?[ \t]?/, '')).trimEnd())
    .join('\n')
    .trim();
  const end =
    expression === '' ? start + tag.length : start + tag.length + written.trimEnd().replace(/[\s*]+$/, '').length;
  return { expression, location: locate(sourceFile, start, end) };
}
