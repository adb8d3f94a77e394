import ts from 'typescript';
import { unwrap } from '../syntax/member-path.ts';
import { findingAt, type Rule } from './rule.ts';

/** Reports a number in shared memory that is read and written in two steps. */
export const sharedMemoryRace: Rule = {
  codes: ['shared-memory-race'],
  check({ sourceFile, checker }) {
    const found: ReturnType<Rule['check']> = [];
    const visit = (node: ts.Node): void => {
      const target = readAndWritten(node);
      if (target && isSharedArray(target.expression, checker))
        found.push(findingAt(node, 'shared-memory-race', { variable: target.getText() }));
      ts.forEachChild(node, visit);
    };
    if (sourceFile.text.includes('SharedArrayBuffer')) visit(sourceFile);
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
