import ts from 'typescript';

/** The first `this` that is the function's own; arrow functions share it. */
export function firstThis(node: ts.Node): ts.Node | undefined {
  if (node.kind === ts.SyntaxKind.ThisKeyword) return node;
  if (ts.isClassLike(node) || (ts.isFunctionLike(node) && !ts.isArrowFunction(node)) || ts.isTypeNode(node))
    return undefined;
  return ts.forEachChild(node, firstThis);
}

/** Whether code waits, other than in functions inside it. */
export function hasAwait(node: ts.Node): boolean {
  if (ts.isAwaitExpression(node)) return true;
  return ts.isFunctionLike(node) ? false : (ts.forEachChild(node, hasAwait) ?? false);
}
