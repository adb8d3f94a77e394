import ts from 'typescript';
import { functionOf } from './find-candidates.ts';

const guards =
  /\b(isMain|isMainThread|isPrimary|isMaster|isWorker|parentPort|workerData|threadId)\b|\brequire\.main\b|\bimport\.meta\.(main|url)\b|\bprocess\.(argv|send|env|channel)\b|\b__filename\b/;

/**
 * Returns whether code runs as soon as its module is loaded: it is at the top level, or in a function of the file that
 * is called from there. Code behind a main guard does not count.
 */
export function runsOnLoad(node: ts.Node, checker: ts.TypeChecker, seen = new Set<ts.Node>()): boolean {
  for (let inner = node; !ts.isSourceFile(inner); inner = inner.parent) {
    const { parent } = inner;
    if (isGuard(parent, inner)) return false;
    if (hasEarlyExit(parent, inner)) return false;
    if (ts.isFunctionLike(parent) && !isCalledInPlace(parent)) {
      if (seen.has(parent)) return false;
      seen.add(parent);
      return callsOf(parent, checker).some((call) => runsOnLoad(call, checker, seen));
    }
  }
  return true;
}

/** `if (isMainThread) { here }`, `isMainThread && here`, `isMainThread ? here : ...`. */
function isGuard(parent: ts.Node, inner: ts.Node): boolean {
  if (ts.isIfStatement(parent)) return parent.expression !== inner && guards.test(parent.expression.getText());
  if (ts.isConditionalExpression(parent)) return parent.condition !== inner && guards.test(parent.condition.getText());
  return ts.isBinaryExpression(parent) && parent.right === inner && guards.test(parent.left.getText());
}

/** `if (!isMainThread) { ...; return }` or `process.exit()` earlier in the same block. */
function hasEarlyExit(parent: ts.Node, inner: ts.Node): boolean {
  if (!ts.isBlock(parent) && !ts.isSourceFile(parent)) return false;
  return parent.statements.some(
    (statement) =>
      statement.end <= inner.pos &&
      ts.isIfStatement(statement) &&
      guards.test(statement.expression.getText()) &&
      /\b(return|throw|process\.exit)\b/.test(statement.thenStatement.getText()),
  );
}

/** Returns whether a function runs immediately: `(() => { ... })()`, and callbacks of array methods. */
export function isCalledInPlace(declaration: ts.SignatureDeclaration): boolean {
  let value: ts.Node = declaration;
  while (ts.isParenthesizedExpression(value.parent)) value = value.parent;
  const { parent } = value;
  if (!ts.isCallExpression(parent)) return false;
  if (parent.expression === value) return true;
  const callee = parent.expression;
  return ts.isPropertyAccessExpression(callee) && /^(map|forEach|flatMap|from|then)$/.test(callee.name.text);
}

/** Returns the calls of a function in its own file. */
export function callsOf(declaration: ts.SignatureDeclaration, checker: ts.TypeChecker): ts.CallExpression[] {
  const calls: ts.CallExpression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && functionOf(node.expression, checker) === declaration) calls.push(node);
    ts.forEachChild(node, visit);
  };
  visit(declaration.getSourceFile());
  return calls;
}
