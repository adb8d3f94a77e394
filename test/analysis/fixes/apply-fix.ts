import { join } from 'node:path';
import { checkSource } from '../../../src/analysis/check-source.ts';
import { compileAfter } from '../../../src/analysis/generate/compile-after.ts';
import { applyEdits } from '../../../src/analysis/edits/apply-edits.ts';
import { findFixes } from '../../../src/analysis/fixes/find-fixes.ts';
import { Projects } from '../../../src/analysis/project/projects.ts';
import type { PitfallScope } from '../../../src/analysis/protocol.ts';
import type { FindingReference, Fix } from '../../../src/model/change.ts';
import type { FindingArgs, FindingCode } from '../../../src/model/finding.ts';

const projects = new Projects();
let count = 0;

/** A text, and what came of it. */
export interface FixedText {
  /** Of all fixes, the preferred one first and the ignore comment last. */
  titles: string[];
  /** After the fix. */
  text: string;
  /** The codes that are found then. */
  codes: string[];
  /** The errors that the fix brought. */
  errors: string[];
}

/** Finds a code in a text, which must have it, and applies a fix for it. */
export function applyFix(
  text: string,
  code: FindingCode,
  which: string | number = 0,
  extension = 'ts',
  scope: PitfallScope = 'candidates',
): FixedText {
  const file = join(import.meta.dirname, `text-${++count}.${extension}`);
  const { program, sourceFile } = projects.open(file, text);
  const finding = checkSource(program, sourceFile, { scope }).find((found) => found.code === code);
  if (!finding) throw new Error(`Expected ${code} in:\n${text}`);
  return fixAt(file, text, finding, which, scope);
}

/** The same for a finding of a run: at the name of a function, with the numbers that it had. */
export function applyRunFix<Code extends FindingCode>(
  text: string,
  code: Code,
  args: FindingArgs[Code],
  name: string,
): FixedText {
  const file = join(import.meta.dirname, `text-${++count}.ts`);
  const { sourceFile } = projects.open(file, text);
  const { line, character } = sourceFile.getLineAndCharacterOfPosition(text.indexOf(`function ${name}`) + 9);
  const location = {
    file,
    line: line + 1,
    column: character + 1,
    endLine: line + 1,
    endColumn: character + 1 + name.length,
  };
  return fixAt(file, text, { code, location, args } as unknown as FindingReference, 0);
}

function fixAt(
  file: string,
  text: string,
  finding: FindingReference,
  which: string | number,
  scope: PitfallScope = 'candidates',
): FixedText {
  const fixes = findFixes(projects, file, text, finding, { scope });
  const fix = typeof which === 'number' ? fixes[which] : fixes.find(({ title }) => title.startsWith(which));
  const edits = fix?.edits ?? [];
  const { program, sourceFile, newErrors } = compileAfter(projects, { edits, newFiles: [] }, file, text);
  return {
    titles: fixes.map((each: Fix) => each.title),
    text: applyEdits(text, edits),
    codes: checkSource(program, sourceFile, { scope }).map((found) => found.code),
    errors: newErrors.map(({ messageText }) =>
      typeof messageText === 'string' ? messageText : messageText.messageText,
    ),
  };
}
