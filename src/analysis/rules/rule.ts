import type ts from 'typescript';
import type { Finding, FindingArgs, FindingCode, Severity } from '../../model/finding.ts';
import type { Pitfall } from '../../model/pitfall.ts';
import type { FoundFunction } from '../find-functions.ts';
import { locationOf } from '../parse-source.ts';

/** A function that runs, or would run, in workers. */
export interface Candidate extends FoundFunction {
  node: ts.FunctionLikeDeclaration;
}

/** A file under the eyes of the rules. */
export interface RuleContext {
  program: ts.Program;
  checker: ts.TypeChecker;
  sourceFile: ts.SourceFile;
  /** Rules about what would happen if a function ran in a worker speak of these only. */
  candidates: readonly Candidate[];
}

/** One pitfall. A rule is silent where it cannot know. */
export interface Rule {
  /** What it can report, and of which pitfalls that is. */
  covers: Readonly<Partial<Record<FindingCode, readonly Pitfall[]>>>;
  check(context: RuleContext): Finding[];
}

/** A finding at a node. */
export function findingAt<Code extends FindingCode>(
  node: ts.Node,
  code: Code,
  severity: Severity,
  args: FindingArgs[Code],
  related: { node: ts.Node; note: string }[] = [],
): Finding {
  const finding = {
    code,
    args,
    severity,
    origin: 'static',
    location: locationOf(node),
    evidence: {},
    ...(related.length > 0 && {
      related: related.map((other) => ({ location: locationOf(other.node), note: other.note })),
    }),
  };
  // The pair of code and args was checked by the parameters; the union cannot say so for a code that is a parameter.
  return finding as unknown as Finding;
}

/** Where to mark a candidate as a whole: its name. */
export function nameOf({ node }: Candidate): ts.Node {
  if (node.name) return node.name;
  const holder = node.parent as ts.Node & { name?: ts.Node };
  return holder.name ?? node.getFirstToken() ?? node;
}
