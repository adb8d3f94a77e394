import ts from 'typescript';
import { referredSymbol } from '../syntax/bind-file.ts';
import { derivedFrom, isAssignment } from '../syntax/derived-values.ts';
import { outermost } from '../syntax/member-path.ts';
import { apiName } from '../syntax/node-api.ts';
import { perChecker } from '../syntax/per-checker.ts';
import { functionOf } from './find-candidates.ts';
import { executedNodes } from './walk-task.ts';

const clock = /^(Date\.now|(perf_hooks\.)?performance\.now|process\.(hrtime(\.bigint)?|uptime))$/;
const chance = /^(Math\.random|crypto\.(randomUUID|randomBytes|randomInt|getRandomValues))$/;
/** Deeper calls are rare, and slow to follow. */
const deepest = 3;

/** Returns the name of a call or a `new` whose value differs from run to run: `Math.random`, `new Date`. */
export function chanceOf(node: ts.Node, checker: ts.TypeChecker): string | null {
  if (ts.isNewExpression(node))
    return (node.arguments ?? []).length === 0 && apiName(node.expression, checker) === 'Date' ? 'new Date' : null;
  const name = ts.isCallExpression(node) ? apiName(node.expression, checker) : null;
  if (name === null) return null;
  return chance.test(name) || (clock.test(name) && !measuresTime(node, checker)) ? name : null;
}

/** `Date.now() - started`, or the start of such a measurement: a duration does not change the result. */
function measuresTime(node: ts.Node, checker: ts.TypeChecker): boolean {
  if (isCompared(node)) return true;
  const { parent } = node;
  const isAssigned = ts.isBinaryExpression(parent) && parent.right === node;
  const isDeclared =
    ts.isVariableDeclaration(parent) && /^(start|begin|before|t0|end|deadline|now)/i.test(parent.name.getText());
  const name = isAssigned ? parent.left : ts.isVariableDeclaration(parent) ? parent.name : null;
  return isDeclared || (name !== null && ts.isIdentifier(name) && isOnlyCompared(name, checker));
}

/** `now - started`, `now < deadline`. */
function isCompared(node: ts.Node): boolean {
  let value = node;
  while (ts.isNonNullExpression(value.parent) || ts.isParenthesizedExpression(value.parent)) value = value.parent;
  const { parent } = value;
  return ts.isBinaryExpression(parent) && /^(-|<|>|<=|>=)$/.test(parent.operatorToken.getText());
}

/** Whether a variable is used for durations only: `if (debug) startedAt = Date.now(); ... log(Date.now() - startedAt)`. */
function isOnlyCompared(name: ts.Identifier, checker: ts.TypeChecker): boolean {
  const symbol = checker.getSymbolAtLocation(name);
  const around = symbol?.valueDeclaration && ts.findAncestor(symbol.valueDeclaration, ts.isFunctionLike);
  if (!around) return false;
  const isOther = (node: ts.Node): boolean => {
    if (!ts.isIdentifier(node) || node.text !== name.text || referredSymbol(node, checker) !== symbol)
      return ts.forEachChild(node, isOther) ?? false;
    const { parent } = node;
    const isSet =
      (ts.isVariableDeclaration(parent) && parent.name === node) || (isAssignment(parent) && parent.left === node);
    return !isSet && !isCompared(node);
  };
  return !isOther(around);
}

/** Returns whether code runs in a function itself, or in a callback that it passes on: `list.map(() => Math.random())`. */
export function runsDirectly(node: ts.Node, root: ts.Node): boolean {
  for (let at = node; at !== root && !ts.isSourceFile(at); at = at.parent) {
    if (!ts.isFunctionLike(at)) continue;
    const { parent } = outermost(at);
    if (!ts.isCallExpression(parent) && !ts.isNewExpression(parent)) return false;
  }
  return true;
}

/** A value of chance or a time that a function returns. */
export interface ReturnedChance {
  /** `Math.random`. */
  name: string;
  /** The call in the function, which may be that of a function that returns it. */
  call: ts.CallExpression | ts.NewExpression;
  /** Where the value comes from. */
  origin: ts.Node;
}

/** Returns the values that a function returns, itself or through calls, and that differ from run to run. */
export function returnedChance(
  called: ts.FunctionLikeDeclaration,
  checker: ts.TypeChecker,
  depth = 0,
): readonly ReturnedChance[] {
  const { body } = called;
  if (!body || depth > deepest || called.getSourceFile().isDeclarationFile) return [];
  return executedNodes(called).flatMap((node): ReturnedChance[] => {
    if ((!ts.isCallExpression(node) && !ts.isNewExpression(node)) || !runsDirectly(node, called)) return [];
    const name = chanceOf(node, checker);
    if (name !== null) return isReturned(node, body, checker) ? [{ name, call: node, origin: node }] : [];
    const inner = ts.isCallExpression(node) ? functionOf(node.expression, checker) : null;
    if (!inner || inner === called || !mayReturnChance(inner, checker)) return [];
    const [first] = returnedChance(inner, checker, depth + 1);
    return first && isReturned(node, body, checker) ? [{ ...first, call: node }] : [];
  });
}

/** A quick check of the text of a function and of those that it calls. */
const mayReturnChance = perChecker((called: ts.Node, checker): boolean => {
  const mentions = (node: ts.Node, depth: number, seen: Set<ts.Node>): boolean => {
    if (seen.has(node)) return false;
    seen.add(node);
    if (/\b(random|Date|getRandomValues|performance|hrtime|uptime)/.test(node.getText())) return true;
    return executedNodes(node).some((each) => {
      const inner = depth < deepest && ts.isCallExpression(each) ? functionOf(each.expression, checker) : null;
      return inner?.body !== undefined && mentions(inner, depth + 1, seen);
    });
  };
  return mentions(called, 0, new Set());
});

/** Whether the result of a function derives from an expression in it. */
function isReturned(value: ts.Expression, body: ts.Node, checker: ts.TypeChecker): boolean {
  const derived = derivedFrom(value, body, checker);
  const mentions = (node: ts.Node): boolean => {
    if (node === value) return true;
    const symbol = ts.isIdentifier(node) ? referredSymbol(node, checker) : undefined;
    if (symbol && derived.has(symbol)) return true;
    return ts.forEachChild(node, mentions) ?? false;
  };
  if (!ts.isBlock(body)) return mentions(body);
  const returns = (node: ts.Node): boolean => {
    if (ts.isFunctionLike(node)) return false;
    if (ts.isReturnStatement(node)) return node.expression !== undefined && mentions(node.expression);
    return ts.forEachChild(node, returns) ?? false;
  };
  return returns(body);
}
