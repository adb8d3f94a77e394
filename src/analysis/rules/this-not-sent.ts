import ts from 'typescript';
import { functionOf } from '../find-candidates.ts';
import { handedOver } from '../handed-over.ts';
import { findingAt, nameOf, type Rule } from './rule.ts';

/** Methods that are handed over without the object they use. */
export const thisNotSent: Rule = {
  covers: { 'this-not-sent': ['lost-closure'] },
  check({ candidates, sourceFile, checker }) {
    const handed = new Set(handedOver(sourceFile, checker).map(({ task }) => functionOf(task, checker)));
    return candidates.flatMap((candidate) => {
      const { node } = candidate;
      // A method that is only profiled is given the object of its module in each worker.
      const use = node.body && handed.has(node) && !isStatic(node) ? firstThis(node.body) : undefined;
      return use ? [findingAt(use, 'this-not-sent', 'warning', { name: nameOf(candidate).getText() })] : [];
    });
  },
};

/** The first `this` that is the function's own; arrow functions share it. */
function firstThis(node: ts.Node): ts.Node | undefined {
  if (node.kind === ts.SyntaxKind.ThisKeyword) return node;
  if (ts.isClassLike(node) || (ts.isFunctionLike(node) && !ts.isArrowFunction(node)) || ts.isTypeNode(node))
    return undefined;
  return ts.forEachChild(node, firstThis);
}

/** A static method's `this` is the class, which the worker has. */
function isStatic(node: ts.FunctionLikeDeclaration): boolean {
  return (
    ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword)
  );
}
