import type ts from 'typescript';
import type { FindingReference, Fix } from '../../model/change.ts';
import { staticCodes } from '../../model/findings/index.ts';
import { bindWith } from '../syntax/bind-file.ts';
import { breakingUse } from '../callers/uses-that-break.ts';
import { findDependents } from '../callers/find-dependents.ts';
import { checkSource, type CheckOptions } from '../check-source.ts';
import { nodeAt, rangeOf } from '../syntax/node-at.ts';
import type { Projects } from '../project/projects.ts';
import { compileAfter } from '../generate/compile-after.ts';
import { isInLiteralText } from '../edits/indent-text.ts';
import { withLineBreaksOf } from '../edits/restyle.ts';
import { indentAt } from '../edits/source-style.ts';
import { fixers } from './index.ts';
import type { FixContext } from './fixer.ts';

const reasonPlaceholder = 'why it does no harm here';

/**
 * The scope of the check that produced the finding. In a wider scope a fix could seem not to help: a fix that makes a
 * function suitable for workers also makes it a candidate.
 */
type LookedAt = Pick<CheckOptions, 'targets' | 'scope'>;

/**
 * Finds the fixes for a finding, preferred ones first, the ignore comment last. Each fix has been tried: neither
 * the changed file nor one that imports it has new errors, and the finding is gone.
 */
export function findFixes(
  projects: Projects,
  file: string,
  text: string,
  finding: FindingReference,
  looked: LookedAt = {},
): Fix[] {
  const { program, sourceFile } = projects.open(file, text);
  const range = rangeOf(sourceFile, finding.location);
  if (!range) return [];
  const checker = program.getTypeChecker();
  bindWith(sourceFile, checker);
  const node = nodeAt(sourceFile, range.start, range.end);
  const context: FixContext = { program, checker, sourceFile, finding, node };
  const before = countOf(program, sourceFile, finding, looked);
  let dependents: string[] | null = null;
  const fixes = fixers
    .filter(({ codes }) => codes.includes(finding.code))
    .flatMap((fixer) => fixer.fix(context))
    .filter((fix) => {
      const change = { edits: fix.edits, newFiles: [] };
      const after = compileAfter(projects, change, sourceFile.fileName, text);
      if (after.newErrors.length > 0) return false;
      if (before > 0 && countOf(after.program, after.sourceFile, finding, looked) >= before) return false;
      dependents ??= findDependents(projects, file);
      const { declaration, result } = fix.changes ?? {};
      if (declaration && result && breakingUse(projects, file, [file, ...dependents], [declaration], result))
        return false;
      return dependents.length === 0 || compileAfter(projects, change, file, text, dependents).newErrors.length === 0;
    })
    .map(({ title, edits, preferred }): Fix => ({ title, edits, preferred }));
  // Findings of a run are not searched for in the text, so a comment there would not suppress them.
  const ignore = staticCodes.includes(finding.code) ? [ignoreFinding(context)] : [];
  return [...fixes.sort((a, b) => Number(b.preferred) - Number(a.preferred)), ...ignore].map((fix) => ({
    ...fix,
    edits: fix.edits.map((edit) => ({ ...edit, text: withLineBreaksOf(text, edit.text) })),
  }));
}

/** Counts how often the check reports the code; always 0 for a finding of a run. */
function countOf(program: ts.Program, sourceFile: ts.SourceFile, { code }: FindingReference, looked: LookedAt): number {
  if (!staticCodes.includes(code)) return 0;
  return checkSource(program, sourceFile, looked).filter((found) => found.code === code).length;
}

/** Inserts an ignore comment for any finding; the reason is left for the user to write. */
function ignoreFinding({ sourceFile, finding, node }: FixContext): Fix {
  const file = sourceFile.fileName;
  const starts = sourceFile.getLineStarts();
  const { line } = finding.location;
  const start = starts[line - 1] ?? 0;
  const title = `Ignore ${finding.code} here …`;
  const added = existingComment(sourceFile, starts[line - 2], start);
  if (added !== null)
    return { title, edits: [{ file, start: added, end: added, text: `, ${finding.code}` }], preferred: false };
  const words = `parallel-profiler-ignore ${finding.code}: ${reasonPlaceholder}`;
  // A comment above a line that begins inside a template literal would become part of its text.
  if (isInLiteralText(sourceFile, start)) {
    const at = node.getStart(sourceFile);
    return {
      title,
      edits: [{ file, start: at, end: at, text: `/* ${words} */ `, placeholder: reasonPlaceholder }],
      preferred: false,
    };
  }
  const indent = indentAt(sourceFile, firstOnLine(sourceFile, start));
  return {
    title,
    edits: [{ file, start, end: start, text: `${indent}// ${words}\n`, placeholder: reasonPlaceholder }],
    preferred: false,
  };
}

/** Returns where to add another code to an existing ignore comment on the line above. */
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
