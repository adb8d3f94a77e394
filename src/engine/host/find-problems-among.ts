import type { ValueProblem } from '../../model/measurement.ts';
import { findValueProblems } from '../values/find-value-problems.ts';
import { Failure } from './runner.ts';

const LOOK_AT = 100;

/** Finds values that do not survive cloning: among the first hundred items on the way to a worker, among results on the way back. */
export function findProblemsAmong(items: readonly unknown[], results: readonly unknown[]): ValueProblem[] {
  const found = [
    ...items.slice(0, LOOK_AT).flatMap((item, index) => findValueProblems(item, 'argument', index)),
    ...results
      .slice(0, LOOK_AT)
      .flatMap((result, index) => (result instanceof Failure ? [] : findValueProblems(result, 'result', index))),
  ];
  const reported = new Set<string>();
  return found.filter(({ problem, where, path }) => {
    const key = `${problem} ${where} ${path}`;
    if (reported.has(key)) return false;
    reported.add(key);
    return true;
  });
}
