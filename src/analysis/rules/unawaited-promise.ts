import ts from 'typescript';
import type { Finding } from '../../model/finding.ts';
import { referredSymbol } from '../syntax/bind-file.ts';
import { symbolsIn } from '../syntax/derived-values.ts';
import { dropsPromises, droppedTasks, isPromise } from '../tasks/dropped-promises.ts';
import { isInReturnedFunction } from '../tasks/in-returned-function.ts';
import { isInUncalledFunction } from '../tasks/in-uncalled-function.ts';
import { findingAt, type Rule } from './rule.ts';

/** Reports a promise that a task starts and does not await. */
export const unawaitedPromise: Rule = {
  codes: ['promise-not-awaited'],
  check({ sourceFile, candidates, checker }) {
    const dropped = droppedTasks(sourceFile, checker).map((call) => findingOfCallbacks(call));
    const ofTasks = candidates.flatMap(({ node, role }) => {
      if (role === 'listener') return [];
      const found: Finding[] = [];
      const visit = (part: ts.Node): void => {
        if (role !== 'proxied' && ts.isFunctionLike(part))
          if (isInReturnedFunction(part, node) || isInUncalledFunction(part, node, checker, true)) return;
        if (ts.isExpressionStatement(part) && ts.isCallExpression(part.expression)) {
          const type = checker.getTypeAtLocation(part.expression);
          if (dropsPromises(part.expression, checker) && !settlesPromise(part, checker))
            found.push(findingOfCallbacks(part.expression));
          else if (isPromise(type) && !settlesPromise(part, checker) && !isOnlyCaught(part.expression, node, checker))
            found.push(findingAt(part.expression, 'promise-not-awaited', { call: nameOfCall(part.expression) }));
        }
        ts.forEachChild(part, visit);
      };
      if (node.body) visit(node.body);
      return found;
    });
    return [...dropped, ...ofTasks];
  },
};

function findingOfCallbacks(call: ts.CallExpression): Finding {
  return findingAt(call, 'promise-not-awaited', { call: nameOfCall(call), isCallback: true });
}

function nameOfCall({ expression }: ts.CallExpression): string {
  const text = expression.getText();
  return text.length < 60 ? `${text}()` : `${/\w+$/.exec(text)?.[0] ?? 'this call'}()`;
}

/**
 * `new Promise((resolve, reject) => { load().then(resolve).catch(reject); })`: the outer promise ends with the inner one.
 */
function settlesPromise(statement: ts.Node, checker: ts.TypeChecker): boolean {
  for (let node = statement; !ts.isSourceFile(node); node = node.parent) {
    if (!ts.isFunctionLike(node) || !ts.isNewExpression(node.parent)) continue;
    if (node.parent.expression.getText() !== 'Promise') continue;
    const settlers = node.parameters.map(({ name }) => checker.getSymbolAtLocation(name));
    const used = symbolsIn([statement], checker);
    if (settlers.some((settler) => settler !== undefined && used.has(settler))) return true;
  }
  return false;
}

/** `promise.catch(ignore)` of a promise that is awaited, returned or passed on elsewhere, or that the caller has. */
function isOnlyCaught(call: ts.CallExpression, node: ts.Node, checker: ts.TypeChecker): boolean {
  const { expression } = call;
  if (!ts.isPropertyAccessExpression(expression) || expression.name.text !== 'catch') return false;
  const receiver = expression.expression;
  const symbol = ts.isIdentifier(receiver) ? referredSymbol(receiver, checker) : undefined;
  if (!symbol?.valueDeclaration) return false;
  const { name, valueDeclaration: declaration } = symbol;
  const isUsed = (part: ts.Node): boolean =>
    (ts.isIdentifier(part) &&
      part !== receiver &&
      part.parent !== declaration &&
      part.text === name &&
      referredSymbol(part, checker) === symbol) ||
    (ts.forEachChild(part, isUsed) ?? false);
  return ts.isParameter(declaration) || isUsed(node);
}
