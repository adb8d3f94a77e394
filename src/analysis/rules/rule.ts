import type ts from 'typescript';
import type { Finding, FindingArgs, FindingCode, Severity } from '../../model/finding.ts';
import { findings } from '../../model/findings/index.ts';
import type { RuleContext } from '../tasks/candidate.ts';
import { locationOf } from '../syntax/parse-source.ts';

/** Finds pitfalls by reading code. A rule reports nothing when it is unsure. */
export interface Rule {
  codes: readonly FindingCode[];
  check(context: RuleContext): Finding[];
}

/** Returns a finding at a node; `severity` replaces the default of its code. */
export function findingAt<Code extends FindingCode>(
  node: ts.Node,
  code: Code,
  args: FindingArgs[Code],
  { severity, related = [] }: { severity?: Severity; related?: { node: ts.Node; note: string }[] } = {},
): Finding {
  const finding = {
    code,
    args,
    severity: severity ?? findings[code].severity,
    origin: 'static',
    location: locationOf(node),
    evidence: {},
    ...(related.length > 0 && {
      related: related.map((other) => ({ location: locationOf(other.node), note: other.note })),
    }),
  };
  // The parameters already check that code and args match; TypeScript cannot express that for a generic code.
  return finding as unknown as Finding;
}
