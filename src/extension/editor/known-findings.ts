import type * as vscode from 'vscode';
import type { PitfallScope } from '../../analysis/protocol.ts';
import type { FindingReference } from '../../model/change.ts';
import type { FindingCode } from '../../model/finding.ts';
import type { Recommendation, Report } from '../../model/report.ts';
import type { SourceLocation } from '../../model/target.ts';
import { readSetting } from '../contributions.ts';
import type { Results } from '../results.ts';

type Target = Report['target'];

/** A finding by what a mark in the editor tells of it, with the numbers of the run that made it, where one did. */
export function referenceTo(results: Results, code: FindingCode, location: SourceLocation): FindingReference {
  const known = results
    .all()
    .flatMap(({ findings }) => findings)
    .filter((finding) => finding.code === code && finding.origin === 'run' && finding.location.file === location.file)
    .sort((a, b) => Math.abs(a.location.line - location.line) - Math.abs(b.location.line - location.line))[0];
  // Code and arguments come from one finding; the union cannot say so.
  return { code, location, args: known?.args ?? null } as FindingReference;
}

/** The functions of a file that were profiled: they are read as if they ran in workers. */
export function targetsIn(results: Results, file: string): Target[] {
  return results
    .all()
    .map(({ target }) => target)
    .filter((target) => target.file === file);
}

/** What the last run of a function recommends; of one with this name in another file when this file has none. */
export function recommendationFor(results: Results, file: string, functionName: string): Recommendation | null {
  const name = functionName.split('.').at(-1) ?? functionName;
  const named = results.all().filter(({ target }) => target.name === name);
  return (named.find(({ target }) => target.file === file) ?? named.at(-1))?.recommendation ?? null;
}

/** Which functions of a file are read for pitfalls; those that were profiled are also where the editor is to show none. */
export function pitfallScope(file: vscode.Uri): PitfallScope {
  const shown = readSetting('pitfalls', file);
  return shown === 'off' ? 'candidates' : shown;
}
