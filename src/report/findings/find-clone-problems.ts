import type { Finding } from '../../model/finding.ts';
import { runFinding, type RunRule } from './run-facts.ts';

/** Finds values that did not survive the way to a worker or back. */
export const findCloneProblems: RunRule = (facts) =>
  (facts.serialMeasurement?.problems ?? []).map((problem): Finding => {
    const { item, path, what, where } = problem;
    if (problem.problem === 'loses-prototype') {
      const args = { path, className: what, where };
      return runFinding(facts, 'class-instance-loses-prototype', args, { item });
    }
    const code = where === 'argument' ? 'argument-not-cloneable' : 'result-not-cloneable';
    return runFinding(facts, code, { path, what, channel: 'both' }, { item });
  });
