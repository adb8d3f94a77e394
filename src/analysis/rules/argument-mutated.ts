import ts from 'typescript';
import type { Finding } from '../../model/finding.ts';
import { isReference } from '../syntax/bind-file.ts';
import { isAssignment } from '../syntax/derived-values.ts';
import { outermost } from '../syntax/member-path.ts';
import { writeOf } from '../syntax/written-variables.ts';
import { cannotBeSent } from './cloning.ts';
import { isInReturnedFunction } from '../tasks/in-returned-function.ts';
import { isInUncalledFunction } from '../tasks/in-uncalled-function.ts';
import { findingAt, type Rule } from './rule.ts';
import { areUndone } from './temporary-state.ts';

/**
 * Reports a parameter that is changed in place and not returned: the caller keeps the original. Of one that cannot be sent,
 * there is no copy.
 */
export const argumentMutated: Rule = {
  codes: ['argument-mutated'],
  check(context) {
    const { candidates, checker } = context;
    return candidates.flatMap((candidate) => {
      const { node, role } = candidate;
      if (role === 'listener') return [];
      const found = new Map<ts.Symbol, Finding>();
      const changes = new Map<ts.Symbol, ts.Node[]>();
      const visit = (part: ts.Node): void => {
        if (role !== 'proxied' && ts.isFunctionLike(part))
          if (isInReturnedFunction(part, node) || isInUncalledFunction(part, node, checker, true)) return;
        const write = writeOf(part, checker);
        if (write) changes.set(write.symbol, [...(changes.get(write.symbol) ?? []), part]);
        if (write && write.how !== 'assign' && write.declaration.parent === node && !found.has(write.symbol)) {
          const parameter = write.variable.text;
          const related = [{ node: write.declaration.name as ts.Node, note: `${parameter} is the parameter` }];
          const shared = checker.typeToString(checker.getTypeAtLocation(write.variable)).includes('Shared');
          const { declaration } = write;
          // A default, such as `seen = new Set()`, is made where the function runs.
          const isCopied =
            !ts.isParameter(declaration) ||
            (declaration.initializer === undefined && !cannotBeSent(declaration, candidate, context));
          if (
            !shared &&
            isCopied &&
            !isClass(write.variable) &&
            !assignsFunction(part, checker) &&
            !isReturned(node, write.symbol, checker)
          )
            found.set(write.symbol, findingAt(part, 'argument-mutated', { parameter }, { related }));
        }
        ts.forEachChild(part, visit);
      };
      if (node.body) visit(node.body);
      return [...found].flatMap(([symbol, finding]) => (areUndone(changes.get(symbol) ?? []) ? [] : [finding]));
    });
  },
};

/** `job.run = () => ...`: no worker can return the new value, and objects with functions are set up where they are used. */
function assignsFunction(part: ts.Node, checker: ts.TypeChecker): boolean {
  if (!isAssignment(part)) return false;
  return checker.getNonNullableType(checker.getTypeAtLocation(part.right)).getCallSignatures().length > 0;
}

/** `type.prototype.run = run`: a class, whatever its type says, of which no worker gets a copy. */
function isClass(variable: ts.Identifier): boolean {
  const { parent } = outermost(variable);
  return ts.isPropertyAccessExpression(parent) && parent.name.text === 'prototype';
}

/** Returns whether the result refers to the parameter, or the parameter is reassigned first, for example to a copy. */
function isReturned(node: ts.FunctionLikeDeclaration, parameter: ts.Symbol, checker: ts.TypeChecker): boolean {
  const mentions = (part: ts.Node): boolean => {
    if (ts.isIdentifier(part) && part.text === parameter.name && isReference(part))
      return checker.getSymbolAtLocation(part) === parameter || ts.isShorthandPropertyAssignment(part.parent);
    return ts.forEachChild(part, mentions) ?? false;
  };
  const search = (part: ts.Node): boolean => {
    if (ts.isReturnStatement(part)) return part.expression !== undefined && mentions(part.expression);
    const write = writeOf(part, checker);
    if (write?.symbol === parameter && write.how === 'assign') return true;
    return ts.forEachChild(part, search) ?? false;
  };
  if (!node.body) return false;
  return ts.isBlock(node.body) ? search(node.body) : mentions(node.body);
}
