import ts from 'typescript';

/** Returns the first `this` that belongs to the function itself or to its arrow functions. */
export function firstThis(node: ts.Node): ts.Node | undefined {
  if (node.kind === ts.SyntaxKind.ThisKeyword) return node;
  if (ts.isClassLike(node) || (ts.isFunctionLike(node) && !ts.isArrowFunction(node)) || ts.isTypeNode(node))
    return undefined;
  return ts.forEachChild(node, firstThis);
}

/** Returns whether code contains an `await`, nested functions excluded. */
export function hasAwait(node: ts.Node): boolean {
  if (ts.isAwaitExpression(node)) return true;
  return ts.isFunctionLike(node) ? false : (ts.forEachChild(node, hasAwait) ?? false);
}
