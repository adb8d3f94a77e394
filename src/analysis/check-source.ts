import type ts from 'typescript';
import type { Finding } from '../model/finding.ts';
import { bindWith } from './syntax/bind-file.ts';
import { findCandidates, findTarget } from './tasks/find-candidates.ts';
import { reachedCode } from './tasks/reached-code.ts';
import { tasksHandedOut } from './tasks/project-tasks.ts';
import type { PitfallScope, TargetReference } from './protocol.ts';
import { rules, taskRules } from './rules/index.ts';
import type { Rule } from './rules/rule.ts';
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

/** Reads what a check needs of the whole project, once for all its files. */
export function readProject(program: ts.Program, { fileName }: ts.SourceFile): void {
  program.getTypeChecker();
  tasksHandedOut(program, fileName);
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
  return inOrder(rules.flatMap((rule) => applyRule(rule, context, isCancelled)));
}

/**
 * Checks one function: its findings, those of the code in its file that it reaches, and those about loading its module.
 * Says nothing about other functions of the file.
 * @throws CheckCancelled when `isCancelled` says so between two rules
 */
export function checkTarget(
  program: ts.Program,
  sourceFile: ts.SourceFile,
  target: TargetReference,
  isCancelled = (): boolean => false,
): Finding[] {
  const checker = program.getTypeChecker();
  bindWith(sourceFile, checker);
  const candidate = findTarget(sourceFile, target);
  if (!candidate) return [];
  const context: RuleContext = { program, checker, sourceFile, candidates: [candidate] };
  const reached = reachedCode(candidate.node, checker).filter((piece) => piece.getSourceFile() === sourceFile);
  const isReached = ({ location: { line, column } }: Finding): boolean => {
    const position = sourceFile.getPositionOfLineAndCharacter(line - 1, column - 1);
    return reached.some((piece) => piece.pos <= position && position < piece.end);
  };
  return inOrder(
    rules.flatMap((rule) => {
      const found = applyRule(rule, context, isCancelled);
      return taskRules.includes(rule) ? found : found.filter(isReached);
    }),
  );
}

function applyRule(rule: Rule, context: RuleContext, isCancelled: () => boolean): Finding[] {
  if (isCancelled()) throw new CheckCancelled();
  return rule.check(context).filter(({ code, location }) => !isIgnored(context.sourceFile, code, location.line));
}

/** Returns each finding once, in the order of the text. */
function inOrder(findings: readonly Finding[]): Finding[] {
  const found = new Map(
    findings.map((finding) => [JSON.stringify([finding.code, finding.args, finding.location]), finding]),
  );
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
