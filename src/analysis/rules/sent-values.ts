import ts from 'typescript';
import { findCloneProblems } from '../cloning/find-clone-problems.ts';
import { isFunction, unwrap } from '../syntax/member-path.ts';
import { apiName } from '../syntax/node-api.ts';
import { dispatchedTasks } from '../tasks/dispatched-tasks.ts';
import { parallelConstructs } from '../tasks/parallel-constructs.ts';
import type { RuleContext } from '../tasks/candidate.ts';
import { findingAt, type Rule } from './rule.ts';

/** Values that throw a DataCloneError where they are sent, whatever the types of the receiver say. */
export const sentValues: Rule = {
  codes: ['argument-not-cloneable'],
  check(context) {
    return sentIn(context).flatMap((sent) => {
      const { checker, program } = context;
      const value = unwrap(sent);
      const path = ts.isIdentifier(value) || ts.isPropertyAccessExpression(value) ? value.getText() : '';
      const [problem] = findCloneProblems(checker.getTypeAtLocation(value), path, value, program).filter(
        (each) => each.kind === 'refused' && each.always && each.channel !== 'processes',
      );
      if (problem?.kind !== 'refused') return [];
      const args = { path: problem.path, what: problem.what, channel: problem.channel };
      return [findingAt(sent, 'argument-not-cloneable', args, { severity: 'error' })];
    });
  },
};

/** The expressions of a file that are copied to a worker. */
function sentIn({ sourceFile, checker }: RuleContext): ts.Expression[] {
  const sent: ts.Expression[] = [];
  for (const { task, call, library, how } of dispatchedTasks(sourceFile, checker)) {
    if (how === 'offered') continue;
    const [, second] = call.arguments ?? [];
    // Piscina and Tinypool are given the data, the other pools a function and then its arguments.
    if (library === 'piscina' || library === 'tinypool') sent.push(task);
    else if (second && ts.isArrayLiteralExpression(unwrap(second))) sent.push(second);
  }
  for (const { node } of parallelConstructs(sourceFile, checker)) {
    for (const argument of node.arguments ?? []) {
      const options = unwrap(argument);
      if (!ts.isObjectLiteralExpression(options)) continue;
      for (const property of options.properties) {
        const name = property.name?.getText() ?? '';
        if (!/^(workerData|initargs|args)$/.test(name)) continue;
        if (ts.isPropertyAssignment(property)) sent.push(property.initializer);
        else if (ts.isShorthandPropertyAssignment(property)) sent.push(property.name);
      }
    }
  }
  const visit = (node: ts.Node): void => {
    const [message, transfer] = ts.isCallExpression(node) ? node.arguments : [];
    // Transferred values are not copied.
    if (message && !transfer && ts.isCallExpression(node) && isPost(node, checker)) sent.push(message);
    ts.forEachChild(node, visit);
  };
  if (sourceFile.text.includes('postMessage')) visit(sourceFile);
  return sent.filter((value) => !isFunction(unwrap(value)) || value.parent.kind === ts.SyntaxKind.CallExpression);
}

/** `worker.postMessage(...)`, `parentPort?.postMessage(...)`. */
function isPost({ expression }: ts.CallExpression, checker: ts.TypeChecker): boolean {
  if (!ts.isPropertyAccessExpression(expression) || expression.name.text !== 'postMessage') return false;
  if (apiName(expression.expression, checker) === 'worker_threads.parentPort') return true;
  const type = checker.getNonNullableType(checker.getTypeAtLocation(expression.expression)).getSymbol()?.name;
  return type !== undefined && /^(Worker|MessagePort|BroadcastChannel)$/.test(type);
}
