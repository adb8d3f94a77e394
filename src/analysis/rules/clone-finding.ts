import type ts from 'typescript';
import type { Finding, FindingCode, Severity } from '../../model/finding.ts';
import type { CloneProblem } from '../cloning/find-clone-problems.ts';
import { packageFacts } from '../project/package-facts.ts';
import { findingAt } from './rule.ts';

/** Returns the finding for a part of a value that does not arrive as it was sent. @param method of a Buffer, that the receiver uses */
export function cloneFinding(
  problem: CloneProblem,
  at: ts.Node,
  where: 'argument' | 'result',
  method?: string,
): Finding {
  const { path } = problem;
  // A problem of an optional value is a warning: the inputs of a run may not contain it.
  const severity: Severity = problem.always ? 'error' : 'warning';
  const may = problem.always ? {} : { may: true as const };
  switch (problem.kind) {
    case 'refused': {
      const code = `${where}-not-cloneable` satisfies FindingCode;
      const { what, channel, until } = problem;
      if (until !== undefined) {
        const { lowestNode } = packageFacts(at.getSourceFile().fileName);
        // Its state is lost either way; whether the message fails depends on the version of Node.
        if (lowestNode === null || lowestNode >= until)
          return findingAt(at, 'arrives-empty', { path, what, where, channel: 'both', ...may });
      }
      const args = { path, what, channel, ...may };
      return findingAt(at, code, args, { severity: channel === 'processes' ? 'warning' : severity });
    }
    case 'class':
      return findingAt(at, 'class-instance-loses-prototype', {
        path,
        className: problem.className,
        where,
        ...(problem.as !== null && { as: problem.as }),
        ...may,
      });
    case 'empty': {
      const { what, channel, refusedLater } = problem;
      const { lowestNode } = packageFacts(at.getSourceFile().fileName);
      if (refusedLater && lowestNode !== null && lowestNode >= 24)
        return findingAt(at, `${where}-not-cloneable`, { path, what, channel: 'threads', ...may }, { severity });
      return findingAt(
        at,
        'arrives-empty',
        {
          path,
          what,
          where,
          channel,
          ...may,
        },
        { severity: channel === 'both' ? 'warning' : 'information' },
      );
    }
    case 'buffer':
      return method === undefined
        ? findingAt(at, 'buffer-copies-pool', { path, where })
        : findingAt(at, 'buffer-copies-pool', { path, where, method }, { severity: 'warning' });
  }
}
