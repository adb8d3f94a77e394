import ts from 'typescript';
import { perChecker } from '../syntax/per-checker.ts';

/** A method that an instance has as a function of its own, which cloning refuses. */
export interface OwnFunction {
  name: string;
  /** Whether every instance has it. */
  always: boolean;
}

/**
 * Returns a method that the code of a class assigns to its instances: `this.run = run`, `this.run = this.run.bind(this)`.
 * Those of the prototype are only lost.
 */
export const ownFunctionOf = perChecker((declaration: ts.ClassLikeDeclaration, checker): OwnFunction | null => {
  const isMethod = (name: string): boolean => {
    const type = checker.getTypeAtLocation(declaration);
    const { declarations = [] } = type.getProperty(name) ?? {};
    return declarations.some((each) => ts.isMethodDeclaration(each));
  };
  let found: OwnFunction | null = null;
  for (const member of declaration.members) {
    if (!ts.isMethodDeclaration(member) && !ts.isConstructorDeclaration(member)) continue;
    const { body } = member;
    if (!body || hasStatic(member)) continue;
    const visit = (node: ts.Node): void => {
      if (found?.always === true || (ts.isFunctionLike(node) && !ts.isArrowFunction(node))) return;
      const name = assignedMember(node);
      if (name !== null && isMethod(name)) {
        const always = ts.isConstructorDeclaration(member) && node.parent.parent === body;
        if (always || found === null) found = { name, always };
      }
      ts.forEachChild(node, visit);
    };
    visit(body);
  }
  return found;
});

function hasStatic(member: ts.HasModifiers): boolean {
  return ts.getModifiers(member)?.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword) ?? false;
}

/** Returns `run` of `this.run = ...`. */
function assignedMember(node: ts.Node): string | null {
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return null;
  const { left } = node;
  return ts.isPropertyAccessExpression(left) && left.expression.kind === ts.SyntaxKind.ThisKeyword
    ? left.name.text
    : null;
}
