import ts from 'typescript';
import { functionOf } from './find-candidates.ts';
import { parallelConstruct } from './parallel-constructs.ts';

/** Deeper calls rarely lead to workers, and following them is slow. */
const deepest = 3;
const telling = /^(start|spawn|create|launch|add|make|fork|new)\w*(Worker|Thread|Process)/i;

/** Returns whether code starts workers, itself or in the functions that it calls. */
export function startsWorkers(code: ts.Node, checker: ts.TypeChecker, depth = 0): boolean {
  const starts = (node: ts.Node): boolean => {
    if (parallelConstruct(node, checker)) return true;
    if (ts.isCallExpression(node)) {
      const name = ts.isPropertyAccessExpression(node.expression) ? node.expression.name : node.expression;
      if (telling.test(name.getText())) return true;
      const called = depth < deepest ? functionOf(node.expression, checker) : null;
      if (called?.body && called.body !== code && startsWorkers(called.body, checker, depth + 1)) return true;
    }
    return ts.forEachChild(node, starts) ?? false;
  };
  return starts(code);
}
