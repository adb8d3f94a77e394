import ts from 'typescript';
import { unwrap } from '../syntax/member-path.ts';
import { mentions } from '../syntax/mentions.ts';

/** Returns whether the function that contains a `throw` or a call catches what it throws, and does not always pass it on. */
export function isCaught(node: ts.Node): boolean {
  for (let inner = node; !ts.isFunctionLike(inner) && !ts.isSourceFile(inner); inner = inner.parent) {
    const { parent } = inner;
    if (!ts.isTryStatement(parent) || parent.tryBlock !== inner || !parent.catchClause) continue;
    const { variableDeclaration, block } = parent.catchClause;
    const caught =
      variableDeclaration && ts.isIdentifier(variableDeclaration.name) ? variableDeclaration.name.text : null;
    if (!block.statements.some((each) => ts.isThrowStatement(each) && passesOn(each, caught))) return true;
  }
  return false;
}

/** `throw error`, unlike `throw new Error('...', { cause: error.message })`. */
function passesOn({ expression }: ts.ThrowStatement, caught: string | null): boolean {
  const thrown = unwrap(expression);
  if (ts.isNewExpression(thrown)) return false;
  return caught === null || mentions(thrown, caught);
}
