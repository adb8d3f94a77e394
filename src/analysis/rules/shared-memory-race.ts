import ts from 'typescript';
import { unwrap } from '../syntax/member-path.ts';
import { apiName } from '../syntax/node-api.ts';
import { findingAt, type Rule } from './rule.ts';

/** Reports a number in shared memory that is read and written in two steps. */
export const sharedMemoryRace: Rule = {
  codes: ['shared-memory-race'],
  check({ sourceFile, checker }) {
    const found: ReturnType<Rule['check']> = [];
    const visit = (node: ts.Node): void => {
      const target = readAndWritten(node);
      if (target && isSharedArray(target.expression, checker) && !isOwnElement(target, checker))
        found.push(findingAt(node, 'shared-memory-race', { variable: target.getText() }));
      const stored = loadedBeforeStore(node, checker);
      if (stored !== null) found.push(findingAt(node, 'shared-memory-race', { variable: stored }));
      ts.forEachChild(node, visit);
    };
    if (/\bSharedArrayBuffer\b|\bAtomics\b/.test(sourceFile.text)) visit(sourceFile);
    return found;
  },
};

/** Returns the element of `a[i]++`, `a[i] += 1`, `a[i] = a[i] + 1`. */
function readAndWritten(node: ts.Node): ts.ElementAccessExpression | null {
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
    const changes = node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken;
    return changes ? element(node.operand) : null;
  }
  if (!ts.isBinaryExpression(node)) return null;
  const { kind } = node.operatorToken;
  const target = element(node.left);
  if (!target || kind < ts.SyntaxKind.FirstAssignment || kind > ts.SyntaxKind.LastAssignment) return null;
  if (kind !== ts.SyntaxKind.EqualsToken) return target;
  const reads = (part: ts.Node): boolean =>
    (ts.isElementAccessExpression(part) && part.getText() === target.getText()) ||
    (ts.forEachChild(part, reads) ?? false);
  return reads(node.right) ? target : null;
}

function element(expression: ts.Expression): ts.ElementAccessExpression | null {
  const value = unwrap(expression);
  return ts.isElementAccessExpression(value) ? value : null;
}

/**
 * Whether the index shows that each worker has elements of its own: it counts from where the caller said, or is the number
 * of the worker. `a[y * width + x]` with `for (let y = from; y < to; y++)`.
 */
function isOwnElement({ argumentExpression: index }: ts.ElementAccessExpression, checker: ts.TypeChecker): boolean {
  let isOwn = false;
  const isPlain = (part: ts.Expression): boolean => {
    const value = unwrap(part);
    if (ts.isNumericLiteral(value)) return true;
    if (ts.isBinaryExpression(value))
      return /^[+*-]$/.test(value.operatorToken.getText()) && isPlain(value.left) && isPlain(value.right);
    if (!ts.isIdentifier(value)) return false;
    const declaration = checker.getSymbolAtLocation(value)?.valueDeclaration;
    if (!declaration) return false;
    if (ts.isVariableDeclaration(declaration) && ts.isForStatement(declaration.parent.parent)) {
      const start = declaration.initializer && unwrap(declaration.initializer);
      if (start && !ts.isNumericLiteral(start)) isOwn = true;
    } else if (/^(\w*(id|Id|rank|slot|worker|lane)|(worker|thread)(Index|Number))$/.test(value.text)) isOwn = true;
    return true;
  };
  return isPlain(index) && isOwn;
}

/** `if (Atomics.load(a, i) === 0) Atomics.store(a, i, 1)`, `Atomics.store(a, i, Atomics.load(a, i) + 1)`. */
function loadedBeforeStore(node: ts.Node, checker: ts.TypeChecker): string | null {
  if (!ts.isCallExpression(node) || apiName(node.expression, checker) !== 'Atomics.store') return null;
  const [array, index, value] = node.arguments;
  if (!array || !index || !value) return null;
  const place = `${array.getText()}, ${index.getText()}`;
  const loads = (part: ts.Node): boolean =>
    (ts.isCallExpression(part) &&
      apiName(part.expression, checker) === 'Atomics.load' &&
      part.arguments.map((argument) => argument.getText()).join(', ') === place) ||
    (ts.forEachChild(part, loads) ?? false);
  const named = `${array.getText()}[${index.getText()}]`;
  if (loads(value)) return named;
  for (let inner: ts.Node = node; !ts.isSourceFile(inner) && !ts.isFunctionLike(inner); inner = inner.parent) {
    const { parent } = inner;
    if (ts.isIfStatement(parent) && parent.expression !== inner && loads(parent.expression)) return named;
  }
  return null;
}

/** Decides by the type if that is specific enough, else by the constructor call that created it. */
function isSharedArray(array: ts.Expression, checker: ts.TypeChecker): boolean {
  const type = checker.typeToString(checker.getTypeAtLocation(array));
  if (/^\w+Array<SharedArrayBuffer>$/.test(type)) return true;
  const declaration = checker.getSymbolAtLocation(array)?.valueDeclaration;
  if (!declaration || !ts.isVariableDeclaration(declaration) || !declaration.initializer) return false;
  const made = unwrap(declaration.initializer);
  const buffer = ts.isNewExpression(made) ? made.arguments?.[0] : undefined;
  return buffer !== undefined && checker.getTypeAtLocation(buffer).getSymbol()?.name === 'SharedArrayBuffer';
}
