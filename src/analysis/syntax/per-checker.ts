import type ts from 'typescript';

/**
 * Caches the answer for a node, shared by all rules, for as long as the checker, and so the program, stays the same.
 */
export function perChecker<Read extends ts.Node, Answer, Further extends unknown[]>(
  read: (node: Read, checker: ts.TypeChecker, ...further: Further) => Answer,
): (node: Read, checker: ts.TypeChecker, ...further: Further) => Answer {
  const known = new WeakMap<ts.TypeChecker, WeakMap<Read, { answer: Answer }>>();
  return (node, checker, ...further) => {
    const byNode = known.get(checker) ?? new WeakMap<Read, { answer: Answer }>();
    known.set(checker, byNode);
    const before = byNode.get(node);
    if (before) return before.answer;
    const answer = read(node, checker, ...further);
    byNode.set(node, { answer });
    return answer;
  };
}
