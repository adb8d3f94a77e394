import type * as vscode from 'vscode';
import type { PitfallScope } from '../../analysis/protocol.ts';
import type { FindingReference } from '../../model/change.ts';
import type { FindingCode } from '../../model/finding.ts';
import type { Recommendation, Report } from '../../model/report.ts';
import type { SourceLocation } from '../../model/target.ts';
import { readSetting } from '../contributions.ts';
import type { Results } from '../results.ts';

type Target = Report['target'];

/** Identifies a finding by its code and location, with the arguments of the run that reported it, if any. */
export function referenceTo(results: Results, code: FindingCode, location: SourceLocation): FindingReference {
  const known = results
    .all()
    .flatMap(({ findings }) => findings)
    .filter((finding) => finding.code === code && finding.origin === 'run' && finding.location.file === location.file)
    .sort((a, b) => Math.abs(a.location.line - location.line) - Math.abs(b.location.line - location.line))[0];
  // Code and arguments come from the same finding, which the union type cannot express.
  return { code, location, args: known?.args ?? null } as FindingReference;
}

/** Returns the profiled functions of a file; they are analysed as if they ran in workers. */
export function targetsIn(results: Results, file: string): Target[] {
  return results
    .all()
    .map(({ target }) => target)
    .filter((target) => target.file === file);
}

/**
 * Returns the recommendation of the last run of a function; of a function with this name in another file if this file
 * has none.
 */
export function recommendationFor(results: Results, file: string, functionName: string): Recommendation | null {
  const name = functionName.split('.').at(-1) ?? functionName;
  const named = results.all().filter(({ target }) => target.name === name);
  return (named.find(({ target }) => target.file === file) ?? named.at(-1))?.recommendation ?? null;
}

/** Returns which functions of a file to check. Profiled ones are checked even when the editor shows no pitfalls. */
export function pitfallScope(file: vscode.Uri): PitfallScope {
  const shown = readSetting('pitfalls', file);
  return shown === 'off' ? 'candidates' : shown;
}
