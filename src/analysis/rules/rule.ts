import type ts from 'typescript';
import type { Finding, FindingArgs, FindingCode, Severity } from '../../model/finding.ts';
import type { Pitfall } from '../../model/pitfall.ts';
import type { RuleContext } from '../tasks/candidate.ts';
import { locationOf } from '../syntax/parse-source.ts';

/** One pitfall. A rule is silent where it cannot know. */
export interface Rule {
  /** Codes that it can report, with their pitfalls. */
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
