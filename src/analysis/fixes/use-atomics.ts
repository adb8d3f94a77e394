import ts from 'typescript';
import { unwrap } from '../syntax/member-path.ts';
import type { Fixer } from './fixer.ts';

const operations = new Map([
  ['+', 'add'],
  ['-', 'sub'],
  ['&', 'and'],
  ['|', 'or'],
  ['^', 'xor'],
]);
const commutative = new Set(['add', 'and', 'or', 'xor']);

interface Change {
  element: ts.ElementAccessExpression;
  operation: string;
  /** `null` means 1. */
  by: ts.Expression | null;
  /** Whether the expression evaluates to the old value. */
  givesOld: boolean;
}

/** Replaces a read and a write of shared memory with one atomic operation. */
export const useAtomics: Fixer = {
  codes: ['shared-memory-race'],
  fix({ sourceFile, checker, node }) {
    const change = ts.isExpression(node) ? changeOf(node) : null;
    if (!change) return [];
    const { element, operation, by, givesOld } = change;
    const kind = /^(Big)?U?[Ii]nt(8|16|32|64)Array/.exec(
      checker.typeToString(checker.getTypeAtLocation(element.expression)),
    );
    // Atomics do not support floats or clamped bytes.
    if (!kind) return [];
    const amount = by ? by.getText(sourceFile) : kind[1] ? '1n' : '1';
    const call = `Atomics.${operation}(${element.expression.getText(sourceFile)}, ${element.argumentExpression.getText(sourceFile)}, ${amount})`;
    const text = givesOld || isUnused(node) ? call : newValue(call, operation, amount, by);
    if (text === null) return [];
    const edit = { file: sourceFile.fileName, start: node.getStart(sourceFile), end: node.end, text };
    return [{ title: `Use Atomics.${operation}()`, edits: [edit], preferred: true }];
  },
};

function changeOf(node: ts.Expression): Change | null {
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
    const element = elementOf(node.operand);
    const operation = node.operator === ts.SyntaxKind.PlusPlusToken ? 'add' : 'sub';
    return element && { element, operation, by: null, givesOld: ts.isPostfixUnaryExpression(node) };
  }
  if (!ts.isBinaryExpression(node)) return null;
  const element = elementOf(node.left);
  if (!element) return null;
  const operator = node.operatorToken.getText();
  if (operator !== '=') {
    const operation = operations.get(operator.slice(0, -1));
    return operation === undefined ? null : { element, operation, by: node.right, givesOld: false };
  }
  // `a[i] = a[i] + x`, where evaluating `a[i]` only once makes no difference.
  const value = unwrap(node.right);
  if (!ts.isBinaryExpression(value) || hasEffect(element)) return null;
  const operation = operations.get(value.operatorToken.getText());
  if (operation === undefined) return null;
  const same = (side: ts.Expression): boolean => unwrap(side).getText() === element.getText();
  if (same(value.left) && !mentions(value.right, element))
    return { element, operation, by: value.right, givesOld: false };
  if (same(value.right) && !mentions(value.left, element) && commutative.has(operation))
    return { element, operation, by: value.left, givesOld: false };
  return null;
}

function elementOf(expression: ts.Expression): ts.ElementAccessExpression | null {
  const value = unwrap(expression);
  return ts.isElementAccessExpression(value) ? value : null;
}

function isUnused(node: ts.Node): boolean {
  const { parent } = node;
  return ts.isExpressionStatement(parent) || (ts.isForStatement(parent) && parent.incrementor === node);
}

/** Atomics return the old value, so the added expression is repeated and must be simple. */
function newValue(call: string, operation: string, amount: string, by: ts.Expression | null): string | null {
  if (by && !ts.isLiteralExpression(by) && !ts.isIdentifier(by)) return null;
  const operator = [...operations].find(([, name]) => name === operation)?.[0] ?? '+';
  return `(${call} ${operator} ${amount})`;
}

function hasEffect(node: ts.Node): boolean {
  if (ts.isCallExpression(node) || ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) return true;
  return ts.forEachChild(node, hasEffect) ?? false;
}

function mentions(node: ts.Node, element: ts.ElementAccessExpression): boolean {
  return node.getText() === element.getText() || (ts.forEachChild(node, (child) => mentions(child, element)) ?? false);
}
