import ts from 'typescript';
import { isReference } from './bind-file.ts';

/** Whether code refers to a variable, or to a member by its whole path: `Counter.total`. */
export function mentions(node: ts.Node, name: string): boolean {
  const visit = (part: ts.Node): boolean =>
    // A type may name it too: `as typeof cache`.
    !ts.isTypeNode(part) &&
    ((ts.isIdentifier(part) && part.text === name && isReference(part)) ||
      (ts.isPropertyAccessExpression(part) && name.includes('.') && part.getText() === name) ||
      (ts.forEachChild(part, visit) ?? false));
  return visit(node);
}
