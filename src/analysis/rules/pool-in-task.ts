import type { Finding } from '../../model/finding.ts';
import { parallelConstruct } from '../tasks/parallel-constructs.ts';
import { taskReader } from '../tasks/walk-task.ts';
import { findingAt, type Rule } from './rule.ts';

const starts = taskReader(parallelConstruct);

/** Reports workers that a task starts: every worker of the pool would start that many more. */
export const poolInTask: Rule = {
  codes: ['pool-in-task'],
  check(context) {
    return context.candidates.flatMap((candidate) => {
      if (candidate.role === 'listener') return [];
      const found = new Map<string, Finding>();
      for (const { fact: construct, node, via } of starts(candidate, context)) {
        if (found.has(construct.what)) continue;
        const related = via ? [{ node, note: 'it is started here' }] : [];
        found.set(construct.what, findingAt(via ?? node, 'pool-in-task', { what: construct.what }, { related }));
      }
      return [...found.values()];
    });
  },
};
