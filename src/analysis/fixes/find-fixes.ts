import type ts from 'typescript';
import type { FindingReference, Fix } from '../../model/change.ts';
import { staticCodes } from '../../model/findings/index.ts';
import { bindWith } from '../syntax/bind-file.ts';
import { checkSource, type CheckOptions } from '../check-source.ts';
import { nodeAt, rangeOf } from '../syntax/node-at.ts';
import type { Projects } from '../project/projects.ts';
import { compileAfter } from '../generate/compile-after.ts';
import { ignoreFinding } from './ignore-finding.ts';
import { fixers } from './index.ts';
import type { FixContext } from './fixer.ts';

/**
 * What the check looked at that found it. With a wider scope a fix could seem not to help: one that makes a function fit
 * for a worker makes it one more of those that could be candidates.
 */
type LookedAt = Pick<CheckOptions, 'targets' | 'scope'>;

/**
 * Finds the fixes for a finding, the preferred ones first, an ignore comment last. Each fix was tried: the changed
 * file has no error that it had not, and the finding is gone.
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
  const fixes = fixers
    .filter(({ codes }) => codes.includes(finding.code))
    .flatMap((fixer) => fixer.fix(context))
    .filter((fix) => {
      const after = compileAfter(projects, { edits: fix.edits, newFiles: [] }, sourceFile.fileName, text);
      if (after.newErrors.length > 0) return false;
      return before === 0 || countOf(after.program, after.sourceFile, finding, looked) < before;
    });
  // Findings of a run are not looked for in the text, so a comment in it would not silence them.
  const ignore = staticCodes.includes(finding.code) ? [ignoreFinding(context)] : [];
  return [...fixes.sort((a, b) => Number(b.preferred) - Number(a.preferred)), ...ignore];
}

/** How often the code is found; of a finding that was made by a run, never. */
function countOf(program: ts.Program, sourceFile: ts.SourceFile, { code }: FindingReference, looked: LookedAt): number {
  if (!staticCodes.includes(code)) return 0;
  return checkSource(program, sourceFile, looked).filter((found) => found.code === code).length;
}
