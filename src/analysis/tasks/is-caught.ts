import ts from 'typescript';

/** Returns whether the function that contains a `throw` or a call catches what it throws, and does not always pass it on. */
export function isCaught(node: ts.Node): boolean {
  for (let inner = node; !ts.isFunctionLike(inner) && !ts.isSourceFile(inner); inner = inner.parent) {
    const { parent } = inner;
    if (!ts.isTryStatement(parent) || parent.tryBlock !== inner || !parent.catchClause) continue;
    if (!parent.catchClause.block.statements.some(ts.isThrowStatement)) return true;
  }
  return false;
}
