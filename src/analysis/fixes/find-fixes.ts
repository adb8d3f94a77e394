import type ts from 'typescript';
import type { FindingReference, Fix } from '../../model/change.ts';
import { bindWith } from '../bind-file.ts';
import { checkSource } from '../check-source.ts';
import { nodeAt, rangeOf } from '../node-at.ts';
import type { Projects } from '../projects.ts';
import type { TargetReference } from '../protocol.ts';
import { rules } from '../rules/index.ts';
import { compileAfter } from '../compile-after.ts';
import { ignoreFinding } from './ignore-finding.ts';
import { fixers } from './index.ts';
import type { FixContext } from './fixer.ts';

const staticCodes = new Set<string>(rules.flatMap(({ covers }) => Object.keys(covers)));

/**
 * The ways to mend a finding, the preferred ones first, an ignore comment last. What is offered was tried: the changed
 * file has no error that it had not, and the finding is gone.
 */
export function findFixes(
  projects: Projects,
  file: string,
  text: string,
  finding: FindingReference,
  targets: readonly TargetReference[] = [],
): Fix[] {
  const { program, sourceFile } = projects.open(file, text);
  const range = rangeOf(sourceFile, finding.location);
  if (!range) return [];
  const checker = program.getTypeChecker();
  bindWith(sourceFile, checker);
  const node = nodeAt(sourceFile, range.start, range.end);
  const context: FixContext = { program, checker, sourceFile, finding, node };
  const before = countOf(program, sourceFile, finding, targets);
  const mends = fixers
    .filter(({ codes }) => codes.includes(finding.code))
    .flatMap((fixer) => fixer.fix(context))
    .filter((fix) => {
      const after = compileAfter(projects, { edits: fix.edits, newFiles: [] }, sourceFile.fileName, text);
      if (after.newErrors.length > 0) return false;
      return before === 0 || countOf(after.program, after.sourceFile, finding, targets) < before;
    });
  // Findings of a run are not looked for in the text, so a comment in it would not silence them.
  const ignore = staticCodes.has(finding.code) ? [ignoreFinding(context)] : [];
  return [...mends.sort((a, b) => Number(b.preferred) - Number(a.preferred)), ...ignore];
}

/** How often the code is found; of a finding that was made by a run, never. */
function countOf(
  program: ts.Program,
  sourceFile: ts.SourceFile,
  { code }: FindingReference,
  targets: readonly TargetReference[],
): number {
  if (!staticCodes.has(code)) return 0;
  return checkSource(program, sourceFile, { targets, scope: 'all' }).filter((found) => found.code === code).length;
}
