import type ts from 'typescript';
import type { Finding } from '../model/finding.ts';
import { bindWith } from './syntax/bind-file.ts';
import { findCandidates } from './tasks/find-candidates.ts';
import { tasksHandedOut } from './tasks/project-tasks.ts';
import type { PitfallScope, TargetReference } from './protocol.ts';
import { rules } from './rules/index.ts';
import type { RuleContext } from './tasks/candidate.ts';

const ignoreComment = /\/[/*]\s*parallel-profiler-ignore\s+([a-z0-9-]+(?:\s*,\s*[a-z0-9-]+)*)\s*:\s*\S/;

/** Thrown by `checkSource` when its result is no longer needed. */
export class CheckCancelled extends Error {
  override name = 'CheckCancelled';
}

/** Scope of a check, and a way to cancel it. */
export interface CheckOptions {
  /** Candidates in addition to those that the file and its project show. */
  targets?: readonly TargetReference[];
  scope?: PitfallScope;
  isCancelled?: () => boolean;
}

/**
 * Returns the pitfalls in one file, in source order.
 * @throws CheckCancelled if `isCancelled` returns `true` between two rules
 */
export function checkSource(
  program: ts.Program,
  sourceFile: ts.SourceFile,
  { targets = [], scope = 'candidates', isCancelled = () => false }: CheckOptions = {},
): Finding[] {
  const checker = program.getTypeChecker();
  bindWith(sourceFile, checker);
  const context: RuleContext = {
    program,
    checker,
    sourceFile,
    candidates: findCandidates(sourceFile, checker, targets, scope, tasksHandedOut(program, sourceFile.fileName)),
  };
  const found = new Map<string, Finding>();
  for (const rule of rules) {
    if (isCancelled()) throw new CheckCancelled();
    for (const finding of rule.check(context)) {
      const { code, args, location } = finding;
      if (!isIgnored(sourceFile, code, location.line)) found.set(JSON.stringify([code, args, location]), finding);
    }
  }
  return [...found.values()].sort(
    (a, b) =>
      a.location.line - b.location.line || a.location.column - b.location.column || a.code.localeCompare(b.code),
  );
}

/**
 * Returns whether the line, or the line above it, has `// parallel-profiler-ignore <code>: <reason>`. The reason is
 * required.
 */
function isIgnored(sourceFile: ts.SourceFile, code: string, line: number): boolean {
  const lines = sourceFile.getLineStarts();
  return [line - 1, line].some((number) => {
    const start = lines[number - 1];
    if (start === undefined) return false;
    const codes = ignoreComment.exec(sourceFile.text.slice(start, lines[number] ?? sourceFile.text.length))?.[1];
    return codes?.split(/\s*,\s*/).includes(code) === true;
  });
}
