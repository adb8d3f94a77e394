import ts from 'typescript';
import { isReference, referredSymbol } from '../syntax/bind-file.ts';
import { outermost, rootOf } from '../syntax/member-path.ts';
import { perChecker } from '../syntax/per-checker.ts';
import { functionOf } from './find-candidates.ts';

/**
 * Returns whether code is in a function that is only put into something that the caller gave: `() => count++` in
 * `schema.deferred.push(() => count++)`. It runs later, if at all, and not in this call.
 */
export function isInKeptFunction(node: ts.Node, root: ts.Node, checker: ts.TypeChecker): boolean {
  for (let at = node; at !== root && !ts.isSourceFile(at); at = at.parent)
    if (ts.isFunctionLike(at) && isKept(at, checker)) return true;
  return false;
}

const isKept = perChecker((inner: ts.Node, checker): boolean => {
  const maker = ts.findAncestor(inner.parent, ts.isFunctionLike);
  if (!maker) return false;
  const value = outermost(inner);
  if (ts.isCallExpression(value.parent)) return isKeptBy(value.parent, value, maker, checker);
  const named = ts.isFunctionDeclaration(inner) ? inner : value.parent;
  if (!ts.isFunctionDeclaration(named) && !ts.isVariableDeclaration(named)) return false;
  if (!named.name || !ts.isIdentifier(named.name)) return false;
  const uses = usesOf(checker.getSymbolAtLocation(named.name), maker, checker, inner);
  return (
    uses.length > 0 &&
    uses.every((use) => {
      const given = outermost(use);
      return ts.isCallExpression(given.parent) && isKeptBy(given.parent, given, maker, checker);
    })
  );
});

/** Whether a call only puts a function into a parameter of the function that makes it. */
export function isKeptBy(call: ts.CallExpression, value: ts.Node, maker: ts.Node, checker: ts.TypeChecker): boolean {
  const index = call.arguments.findIndex((each) => each === value);
  if (index === -1) return false;
  const receiver = functionOf(call.expression, checker);
  if (receiver)
    return (
      call.arguments.some((each) => each !== value && isOfParameter(each, maker, checker)) &&
      isOnlyKept(receiver, index, checker)
    );
  const { expression } = call;
  if (!ts.isPropertyAccessExpression(expression) || !keeping.test(expression.name.text)) return false;
  const list = expression.expression;
  if (!isOfParameter(list, maker, checker)) return false;
  // Other code of the function that has the list could run what is in it.
  const owner = checker.getSymbolAtLocation(rootOf(list));
  return usesOf(owner, maker, checker, value).every((use) => onlyAdds(use, list.getText()));
}

/** Returns whether a value is a parameter of a function, or a part of one. */
export function isOfParameter(value: ts.Expression, maker: ts.Node, checker: ts.TypeChecker): boolean {
  const declaration = checker.getSymbolAtLocation(rootOf(value))?.valueDeclaration;
  return declaration !== undefined && ts.isParameter(declaration) && declaration.parent === maker;
}

/** `schema.deferred.push(...)`, `schema.deferred ??= []`. */
function onlyAdds(use: ts.Node, list: string): boolean {
  let path = use;
  while (path.getText() !== list && ts.isPropertyAccessExpression(path.parent)) path = path.parent;
  const { parent } = path;
  if (path.getText() !== list) return false;
  if (ts.isBinaryExpression(parent)) return parent.left === path;
  return ts.isPropertyAccessExpression(parent) && keeping.test(parent.name.text) && ts.isCallExpression(parent.parent);
}

/** Returns the references to a variable in a piece of code, without those in one part of it. */
export function usesOf(
  symbol: ts.Symbol | undefined,
  root: ts.Node,
  checker: ts.TypeChecker,
  except: ts.Node,
): ts.Identifier[] {
  const found: ts.Identifier[] = [];
  const visit = (node: ts.Node): void => {
    if (node === except) return;
    if (
      ts.isIdentifier(node) &&
      node.text === symbol?.name &&
      isReference(node) &&
      referredSymbol(node, checker) === symbol
    )
      found.push(node);
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(root, visit);
  return found;
}

const keeping = /^(push|unshift|set|add)$/;
const asking = /^(indexOf|includes|has|get)$/;

/**
 * Whether a function only keeps a parameter: `function addConstant(value) { constants.push(value); }`, also by giving it
 * to another that does.
 */
export function isOnlyKept(
  { body, parameters }: ts.FunctionLikeDeclaration,
  index: number,
  checker: ts.TypeChecker,
  above: readonly ts.Node[] = [],
): boolean {
  const parameter = parameters[index];
  if (!body || !parameter || parameter.dotDotDotToken || !ts.isIdentifier(parameter.name)) return false;
  if (above.includes(body)) return false;
  const symbol = checker.getSymbolAtLocation(parameter.name);
  let keeps = false;
  const mayCall = (node: ts.Node): boolean => {
    if (!ts.isIdentifier(node) || checker.getSymbolAtLocation(node) !== symbol)
      return ts.forEachChild(node, mayCall) ?? false;
    const { parent } = node;
    const isGiven = ts.isCallExpression(parent) && parent.expression !== node;
    const method = isGiven && ts.isPropertyAccessExpression(parent.expression) ? parent.expression.name.text : '';
    const isInList = keeping.test(method) || asking.test(method);
    const next = isGiven && !isInList ? functionOf(parent.expression, checker) : null;
    const at = isGiven ? parent.arguments.findIndex((each) => each === node) : -1;
    const isPassedOn = next !== null && isOnlyKept(next, at, checker, [...above, body]);
    const isCompared = ts.isBinaryExpression(parent) && /^[!=]==?$/.test(parent.operatorToken.getText());
    keeps ||= isInList || isPassedOn;
    return !isInList && !isPassedOn && !isCompared;
  };
  return !mayCall(body) && keeps;
}
