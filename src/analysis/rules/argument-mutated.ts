import ts from 'typescript';
import type { Finding } from '../../model/finding.ts';
import { isReference, referredSymbol } from '../syntax/bind-file.ts';
import { derivedFrom, isAssignment } from '../syntax/derived-values.ts';
import { changesOfParameters, type ParameterChange } from '../tasks/changed-parameters.ts';
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
      const found = new Map<ts.Identifier, Finding>();
      const changes = new Map<ts.Identifier, ts.Node[]>();
      const isReported = ({ parameter, name, operation }: ParameterChange): boolean => {
        const shared = checker.typeToString(checker.getTypeAtLocation(name)).includes('Shared');
        // A default, such as `seen = new Set()`, is made where the function runs, and so is the list of a rest parameter.
        const isMade = parameter.initializer !== undefined || parameter.dotDotDotToken !== undefined;
        return (
          !shared &&
          !isMade &&
          !cannotBeSent(parameter, candidate, context) &&
          !isClass(operation) &&
          !assignsFunction(operation, checker) &&
          !isReturned(node, name, checker)
        );
      };
      const visit = (part: ts.Node): void => {
        if (role !== 'proxied' && ts.isFunctionLike(part))
          if (isInReturnedFunction(part, node) || isInUncalledFunction(part, node, checker, true)) return;
        for (const change of changesOfParameters(part, node, checker)) {
          const { name } = change;
          changes.set(name, [...(changes.get(name) ?? []), part]);
          if (found.has(name) || !isReported(change)) continue;
          const related = [{ node: name as ts.Node, note: `${name.text} is the parameter` }];
          found.set(name, findingAt(part, 'argument-mutated', { parameter: name.text }, { related }));
        }
        ts.forEachChild(part, visit);
      };
      if (node.body) visit(node.body);
      return [...found].flatMap(([name, finding]) => (areUndone(changes.get(name) ?? []) ? [] : [finding]));
    });
  },
};

/** `job.run = () => ...`: no worker can return the new value, and objects with functions are set up where they are used. */
function assignsFunction(part: ts.Node, checker: ts.TypeChecker): boolean {
  if (!isAssignment(part)) return false;
  return checker.getNonNullableType(checker.getTypeAtLocation(part.right)).getCallSignatures().length > 0;
}

/** `type.prototype.run = run`: a class, whatever its type says, of which no worker gets a copy. */
function isClass(operation: ts.Node): boolean {
  return isAssignment(operation) && /\.prototype\b/.test(operation.left.getText());
}

const primitive =
  ts.TypeFlags.StringLike |
  ts.TypeFlags.NumberLike |
  ts.TypeFlags.BigIntLike |
  ts.TypeFlags.BooleanLike |
  ts.TypeFlags.ESSymbolLike |
  ts.TypeFlags.VoidLike |
  ts.TypeFlags.Null;

/** Returns whether the result may hold the object, or the parameter is reassigned first, for example to a copy. */
function isReturned(node: ts.FunctionLikeDeclaration, name: ts.Identifier, checker: ts.TypeChecker): boolean {
  const parameter = checker.getSymbolAtLocation(name);
  if (!node.body || !parameter) return false;
  const derived = derivedFrom(parameter, node.body, checker);
  const mentions = (part: ts.Node): boolean => {
    if (ts.isIdentifier(part) && isReference(part)) {
      const symbol = referredSymbol(part, checker);
      if (symbol && derived.has(symbol)) return !isPrimitive(checker.getTypeAtLocation(wholeOf(part)));
    }
    return ts.forEachChild(part, mentions) ?? false;
  };
  const search = (part: ts.Node): boolean => {
    if (ts.isReturnStatement(part)) return part.expression !== undefined && mentions(part.expression);
    if (isAssignment(part) && ts.isIdentifier(part.left) && checker.getSymbolAtLocation(part.left) === parameter)
      return true;
    return ts.forEachChild(part, search) ?? false;
  };
  return ts.isBlock(node.body) ? search(node.body) : mentions(node.body);
}

/** `list.length` for the `list` in it, `list.push(1)`. */
function wholeOf(name: ts.Identifier): ts.Node {
  let value: ts.Node = name;
  for (;;) {
    const { parent } = value;
    const isPart =
      (ts.isPropertyAccessExpression(parent) ||
        ts.isElementAccessExpression(parent) ||
        ts.isCallExpression(parent) ||
        ts.isNonNullExpression(parent) ||
        ts.isParenthesizedExpression(parent) ||
        ts.isAsExpression(parent)) &&
      parent.expression === value;
    if (!isPart) return value;
    value = parent;
  }
}

function isPrimitive(type: ts.Type): boolean {
  return (type.isUnion() ? type.types : [type]).every(({ flags }) => (flags & primitive) !== 0);
}
