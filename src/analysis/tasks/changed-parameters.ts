import ts from 'typescript';
import { isOfOtherPackage } from '../syntax/other-package.ts';
import { importedSymbol } from '../syntax/bind-file.ts';
import { listGivenTo, listOfElement, patternHolder, rootOfParts } from '../syntax/elements.ts';
import { unwrap } from '../syntax/member-path.ts';
import { apiName } from '../syntax/node-api.ts';
import { perChecker } from '../syntax/per-checker.ts';
import { writeOf, writtenTargets } from '../syntax/written-variables.ts';
import { functionOf } from './find-candidates.ts';
import { executedNodes } from './walk-task.ts';

/** A change of an object that a function is given. */
export interface ParameterChange {
  parameter: ts.ParameterDeclaration;
  /** The name that stands for the object: the parameter, or a name in its pattern. */
  name: ts.Identifier;
  /** The operation that changes it, which may be in a function that is called. */
  operation: ts.Node;
}

/** A name of a parameter, or one in its pattern. */
export interface GivenName {
  parameter: ts.ParameterDeclaration;
  name: ts.Identifier;
}

/** Longer chains of names and functions between an argument and a write are rare. */
const deepest = 4;

/** Returns the changes of the parameters of a function that a node of its code makes, itself or in functions that it calls. */
export function changesOfParameters(
  node: ts.Node,
  owner: ts.Node,
  checker: ts.TypeChecker,
  depth = 0,
): ParameterChange[] {
  const targets = writtenTargets(node, checker);
  if (targets.length > 0)
    return targets.flatMap(({ target, isMethod }) => {
      // An assignment to the name itself leaves the object as it is.
      const object = isMethod ? target : holderOf(target);
      const given = object && givenName(object, owner, checker);
      return given ? [{ ...given, operation: node }] : [];
    });
  if (!ts.isCallExpression(node)) return [];
  const isChanger = changers.test(apiName(node.expression, checker) ?? '');
  const called = isChanger || depth >= deepest ? null : functionOf(node.expression, checker);
  const byCallback = depth < deepest ? changeByCallback(node, owner, checker, depth) : null;
  if (byCallback) return [byCallback];
  return node.arguments.flatMap((argument, index): ParameterChange[] => {
    if (isChanger ? index > 0 : !called) return [];
    const given = givenName(argument, owner, checker);
    const operation = given && called ? changeOfParameter(called, index, node, checker, depth + 1) : node;
    return given && operation ? [{ ...given, operation }] : [];
  });
}

/** `rows.forEach(scale)`, where `scale` changes its parameter. */
function changeByCallback(
  call: ts.CallExpression,
  owner: ts.Node,
  checker: ts.TypeChecker,
  depth: number,
): ParameterChange | null {
  const [callback] = call.arguments;
  if (!callback || !ts.isIdentifier(callback)) return null;
  for (const index of [0, 1]) {
    const list = listGivenTo(call, index);
    const given = list && givenName(list, owner, checker);
    const called = given && functionOf(callback, checker);
    const operation = called && changeOfParameter(called, index, call, checker, depth + 1);
    if (operation) return { ...given, operation };
  }
  return null;
}

/** Functions that change their first argument. */
export const changers =
  /^(Object\.(assign|defineProperty|defineProperties|setPrototypeOf)|Reflect\.(set|deleteProperty))$/;

/** Returns the operation by which a function changes what one of its parameters holds. */
export function changeOfParameter(
  called: ts.FunctionLikeDeclaration,
  index: number,
  call: ts.Node,
  checker: ts.TypeChecker,
  depth = 0,
): ts.Node | null {
  if (!called.body || isOfOtherPackage(called, call)) return null;
  const parameter = called.parameters[index];
  // A rest parameter is a list of the call.
  if (!parameter || parameter.dotDotDotToken) return null;
  return changesWithin(called, checker, depth).get(parameter) ?? null;
}

const changesWithin = perChecker((called: ts.Node, checker, depth: number): Map<ts.ParameterDeclaration, ts.Node> => {
  const found = new Map<ts.ParameterDeclaration, ts.Node>();
  for (const node of executedNodes(called))
    for (const { parameter, operation } of changesOfParameters(node, called, checker, depth))
      if (!found.has(parameter)) found.set(parameter, operation);
  // A parameter that is assigned holds another object from then on, often a copy.
  for (const node of executedNodes(called)) {
    const write = writeOf(node, checker);
    if (write?.how === 'assign' && ts.isParameter(write.declaration)) found.delete(write.declaration);
  }
  return found;
});

/** `row` of `row.total`. */
function holderOf(target: ts.Expression): ts.Expression | null {
  const value = unwrap(target);
  return ts.isPropertyAccessExpression(value) || ts.isElementAccessExpression(value) ? value.expression : null;
}

/**
 * Returns the parameter of a function that an expression is a part of: itself, through other names for it, or as an element
 * that a loop or a callback of an array method is given.
 */
function givenName(written: ts.Expression, owner: ts.Node, checker: ts.TypeChecker, depth = 0): GivenName | null {
  if (depth > deepest) return null;
  const root = rootOfParts(written);
  const symbol = ts.isIdentifier(root) ? importedSymbol(root, checker) : undefined;
  const declaration = symbol?.valueDeclaration;
  return declaration ? ofDeclaration(declaration, owner, checker, depth) : null;
}

function ofDeclaration(
  declaration: ts.Declaration,
  owner: ts.Node,
  checker: ts.TypeChecker,
  depth: number,
): GivenName | null {
  const holder = patternHolder(declaration);
  if (!holder) return null;
  if (ts.isParameter(holder) && holder.parent === owner) {
    const { name } = declaration as ts.ParameterDeclaration | ts.BindingElement;
    return ts.isIdentifier(name) ? { parameter: holder, name } : null;
  }
  const list = listOfElement(declaration);
  if (list) return givenName(list, owner, checker, depth + 1);
  if (!ts.isVariableDeclaration(holder) || !holder.initializer) return null;
  if ((ts.getCombinedNodeFlags(holder) & ts.NodeFlags.Const) === 0) return null;
  return givenName(holder.initializer, owner, checker, depth + 1);
}
