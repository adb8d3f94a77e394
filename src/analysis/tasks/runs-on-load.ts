import ts from 'typescript';
import { functionOf } from './find-candidates.ts';

const guards =
  /\b(isMain|isMainThread|isPrimary|isMaster|isWorker|parentPort|workerData|threadId)\b|\brequire\.main\b|\bimport\.meta\.(main|url)\b|\bprocess\.(argv|send|env|channel|connected)\b|\b__filename\b/;

/**
 * Returns whether code runs as soon as its module is loaded: it is at the top level, or in a function of the file that
 * is called from there. Code behind a main guard does not count.
 */
export function runsOnLoad(node: ts.Node, checker: ts.TypeChecker, seen = new Set<ts.Node>()): boolean {
  for (let inner = node; !ts.isSourceFile(inner); inner = inner.parent) {
    const { parent } = inner;
    if (isGuard(parent, inner, checker)) return false;
    if (hasEarlyExit(parent, inner, checker)) return false;
    if (ts.isFunctionLike(parent) && !isCalledInPlace(parent)) {
      if (seen.has(parent)) return false;
      seen.add(parent);
      return callsOf(parent, checker).some((call) => runsOnLoad(call, checker, seen));
    }
  }
  return true;
}

/** `if (isMainThread) { here }`, `isMainThread && here`, `isMainThread ? here : ...`, `switch (isMainThread) { here }`. */
function isGuard(parent: ts.Node, inner: ts.Node, checker: ts.TypeChecker): boolean {
  const condition = ts.isSwitchStatement(parent) ? parent.expression : conditionOf(parent);
  return condition !== null && condition !== inner && guards.test(textWithConstants(condition, checker));
}

/** The condition of `if`, `? :`, `&&`, `||`. */
function conditionOf(node: ts.Node): ts.Expression | null {
  if (ts.isIfStatement(node)) return node.expression;
  if (ts.isConditionalExpression(node)) return node.condition;
  return ts.isBinaryExpression(node) && isLogical(node.operatorToken.kind) ? node.left : null;
}

function isLogical(kind: ts.SyntaxKind): boolean {
  return kind === ts.SyntaxKind.AmpersandAmpersandToken || kind === ts.SyntaxKind.BarBarToken;
}

/** The text of a condition and, since guards have names, of what the constants in it were set to. */
function textWithConstants(condition: ts.Expression, checker: ts.TypeChecker): string {
  const texts = [condition.getText()];
  const visit = (node: ts.Node): void => {
    const declaration = ts.isIdentifier(node) ? checker.getSymbolAtLocation(node)?.valueDeclaration : undefined;
    const variable = declaration && variableOf(declaration);
    if (variable?.initializer && (ts.getCombinedNodeFlags(variable) & ts.NodeFlags.Const) !== 0)
      texts.push(variable.initializer.getText());
    ts.forEachChild(node, visit);
  };
  visit(condition);
  return texts.join(' ');
}

/** The variable itself, or the one that a pattern takes a name out of: `const { depth = 0 } = workerData`. */
function variableOf(declaration: ts.Node): ts.VariableDeclaration | undefined {
  if (ts.isBindingElement(declaration)) return variableOf(declaration.parent.parent);
  return ts.isVariableDeclaration(declaration) ? declaration : undefined;
}

/** Like `textWithConstants`, with comparisons in their short form: `!parentPort` for `parentPort === null`. */
function plainTextOf(condition: ts.Expression, checker: ts.TypeChecker): string {
  return textWithConstants(condition, checker)
    .replaceAll(/((?:\w+\.)?(?:parentPort|workerData))\s*===?\s*(?:null|undefined)\b/g, '!$1')
    .replaceAll(/((?:\w+\.)?(?:parentPort|workerData))\s*!==?\s*(?:null|undefined)\b/g, '$1')
    .replaceAll(/(?:\w+\.)?threadId\s*===?\s*0\b/g, 'isMainThread')
    .replaceAll(/(?:\w+\.)?threadId\s*(?:!==?|>)\s*0\b/g, '!isMainThread')
    .replaceAll(/((?:\w+\.)?isMainThread)\s*(?:===?\s*false|!==?\s*true)\b/g, '!$1');
}

const names = String.raw`(?:\w+\.)?(?:isMainThread|isMain|isPrimary|isMaster)\b`;
const inWorkers = String.raw`(?:\w+\.)?(?:isWorker|parentPort|workerData)\b`;
const saysMain = new RegExp(String.raw`(?<![!\w.])${names}|!\s*${inWorkers}|\bdisabled\b`);
const saysWorker = new RegExp(String.raw`!\s*${names}|(?<![!\w.])${inWorkers}`);

/** Whether code runs on the main thread only, or its failure elsewhere is caught: `if (isMainThread) { here }`. */
export function isForMainThread(node: ts.Node, checker: ts.TypeChecker): boolean {
  for (let inner = node; !ts.isSourceFile(inner); inner = inner.parent) {
    const { parent } = inner;
    if (ts.isTryStatement(parent) && parent.catchClause && parent.tryBlock === inner) return true;
    const condition = conditionOf(parent);
    if (condition !== null && condition !== inner) {
      const isElse =
        (ts.isIfStatement(parent) && parent.elseStatement === inner) ||
        (ts.isConditionalExpression(parent) && parent.whenFalse === inner) ||
        (ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.BarBarToken);
      if ((isElse ? saysWorker : saysMain).test(plainTextOf(condition, checker))) return true;
    }
    if (ts.isBlock(parent) && parent.statements.some((earlier) => leavesInWorkers(earlier, inner, checker)))
      return true;
  }
  return false;
}

/** `if (!isMainThread) return;` before a statement. */
function leavesInWorkers(earlier: ts.Statement, inner: ts.Node, checker: ts.TypeChecker): boolean {
  return (
    earlier.end <= inner.pos &&
    ts.isIfStatement(earlier) &&
    saysWorker.test(plainTextOf(earlier.expression, checker)) &&
    /\b(return|throw)\b/.test(earlier.thenStatement.getText())
  );
}

/** `if (!isMainThread) { ...; return }` or `process.exit()` earlier in the same block. */
function hasEarlyExit(parent: ts.Node, inner: ts.Node, checker: ts.TypeChecker): boolean {
  if (!ts.isBlock(parent) && !ts.isSourceFile(parent)) return false;
  return parent.statements.some(
    (statement) =>
      statement.end <= inner.pos &&
      ts.isIfStatement(statement) &&
      guards.test(textWithConstants(statement.expression, checker)) &&
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
