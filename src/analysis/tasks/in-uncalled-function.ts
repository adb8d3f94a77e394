import ts from 'typescript';
import { outermost } from '../syntax/member-path.ts';
import { perChecker } from '../syntax/per-checker.ts';
import { functionOf } from './find-candidates.ts';
import { isInClassMember } from './in-class-member.ts';
import { isInReturnedFunction, isReturned } from './in-returned-function.ts';
import { isKeptBy, isOfParameter, usesOf } from './kept-functions.ts';

/**
 * Returns whether code is in a function that a call makes but does not run: one that is only called by functions that are
 * returned, or that is put into a member of an argument, `schema.parse = () => check()`.
 * @param returns Whether a function that is returned does not run: there is no caller that could run it.
 */
export function isInUncalledFunction(node: ts.Node, root: ts.Node, checker: ts.TypeChecker, returns: boolean): boolean {
  for (let at = node; at !== root && !ts.isSourceFile(at); at = at.parent)
    if (ts.isFunctionLike(at) && !mayRun(at, { root, checker, returns }, [])) return true;
  return false;
}

interface Search {
  root: ts.Node;
  checker: ts.TypeChecker;
  returns: boolean;
}

const knownIn = perChecker((): Map<ts.Node, boolean>[] => [new Map<ts.Node, boolean>(), new Map<ts.Node, boolean>()]);

function mayRun(inner: ts.Node, search: Search, above: readonly ts.Node[]): boolean {
  const known = knownIn(search.root, search.checker)[Number(search.returns)];
  const before = known?.get(inner);
  if (before !== undefined) return before;
  const runs = isRun(inner, search, [...above, inner]);
  // Of functions that call each other, only the answer for the first is complete.
  if (above.length === 0) known?.set(inner, runs);
  return runs;
}

function isRun(inner: ts.Node, search: Search, above: readonly ts.Node[]): boolean {
  const { root, checker, returns } = search;
  if (returns && isReturned(inner, root)) return false;
  const given = outermost(inner);
  const value = isWrapped(given, checker) ? outermost(given.parent) : given;
  if (value !== given && returns && isReturned(value, root)) return false;
  const held = heldBy(value);
  const { parent } = held ?? value;
  const named = ts.isFunctionDeclaration(inner) ? inner : parent;
  if (ts.isFunctionDeclaration(named) || ts.isVariableDeclaration(named)) {
    if (!named.name || !ts.isIdentifier(named.name)) return true;
    const member = held && nameOfMember(value);
    const uses = usesOf(checker.getSymbolAtLocation(named.name), root, checker, inner);
    return uses.some((use) => usesIt(use, member, search, above));
  }
  if (ts.isBinaryExpression(parent)) return !isPutIntoParameter(parent, held ?? value, search);
  return true;
}

/** `memoize((x) => ...)`: the function runs when the one is called that the other returns. */
function isWrapped(value: ts.Node, checker: ts.TypeChecker): boolean {
  const { parent } = value;
  if (!ts.isCallExpression(parent)) return false;
  const index = parent.arguments.findIndex((each) => each === value);
  const wrapper = functionOf(parent.expression, checker);
  const name = wrapper?.parameters[index]?.name;
  if (index === -1 || !wrapper || !name || !ts.isIdentifier(name)) return false;
  const uses = usesOf(checker.getSymbolAtLocation(name), wrapper, checker, name);
  return uses.length > 0 && uses.every((use) => isInReturnedFunction(use, wrapper));
}

/** The object that a function is a member of. */
function heldBy(value: ts.Node): ts.ObjectLiteralExpression | null {
  const member = ts.isMethodDeclaration(value) || ts.isAccessor(value) ? value : value.parent;
  const isMember = ts.isPropertyAssignment(member) || ts.isMethodDeclaration(member) || ts.isAccessor(member);
  return isMember && ts.isObjectLiteralExpression(member.parent) ? member.parent : null;
}

function nameOfMember(value: ts.Node): string {
  const member = ts.isPropertyAssignment(value.parent) ? value.parent : (value as ts.MethodDeclaration);
  return member.name.getText();
}

/** Whether a use of a name runs the function behind it, or, where that is a member of the named object, may do so. */
function usesIt(use: ts.Node, member: string | null, search: Search, above: readonly ts.Node[]): boolean {
  const { root, checker, returns } = search;
  for (let at = use; at !== root && !ts.isSourceFile(at); at = at.parent) {
    if (ts.isTypeNode(at)) return false;
    if (ts.isFunctionLike(at) && (above.includes(at) || !mayRun(at, search, above))) return false;
  }
  // A method that is called is read on its own.
  if ((returns && isReturned(use, root)) || isInClassMember(use, root)) return false;
  const value = outermost(use);
  const { parent } = value;
  if (ts.isPropertyAccessExpression(parent) && parent.expression === value) {
    if (isAssigned(parent)) return false;
    return member === null || parent.name.text === member;
  }
  if (ts.isCallExpression(parent) && parent.expression !== value) {
    if (parent.expression.getText() === 'Object.assign' && member !== null) return false;
    const maker = ts.findAncestor(parent, ts.isFunctionLike);
    return member !== null || !maker || !isKeptBy(parent, value, maker, checker);
  }
  if (ts.isBinaryExpression(parent)) return !isPutIntoParameter(parent, value, search);
  return true;
}

function isAssigned(target: ts.Node): boolean {
  const { parent } = target;
  return (
    ts.isBinaryExpression(parent) && parent.left === target && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken
  );
}

/** `schema.parse = value`, if the function that does this neither calls it there nor passes the object on afterwards. */
function isPutIntoParameter({ left, right }: ts.BinaryExpression, value: ts.Node, { checker }: Search): boolean {
  const maker = ts.findAncestor(left, ts.isFunctionLike);
  if (right !== value || !maker || !ts.isPropertyAccessExpression(left) || !isAssigned(left)) return false;
  if (!isOfParameter(left, maker, checker)) return false;
  const path = left.getText();
  let root: ts.Expression = left;
  while (ts.isPropertyAccessExpression(root)) root = root.expression;
  return !usesOf(checker.getSymbolAtLocation(root), maker, checker, value).some((use) => {
    const given = outermost(use);
    if (use.pos > value.end && ts.isCallExpression(given.parent) && given.parent.expression !== given) return true;
    let called: ts.Node = use;
    while (ts.isPropertyAccessExpression(called.parent) && called.getText() !== path) called = called.parent;
    return called.getText() === path && ts.isCallExpression(called.parent) && called.parent.expression === called;
  });
}
