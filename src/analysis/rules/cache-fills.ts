import ts from 'typescript';
import { isModuleLevel, referredSymbol } from '../syntax/bind-file.ts';
import { symbolsIn, valuesGiven } from '../syntax/derived-values.ts';
import { escapePattern } from '../syntax/escape-pattern.ts';
import { mentions } from '../syntax/mentions.ts';
import { outermost, rootOf, unwrap } from '../syntax/member-path.ts';
import { isInside } from '../syntax/node-at.ts';
import { raisedBy, writtenTarget } from '../syntax/written-variables.ts';
import type { RuleContext } from '../tasks/candidate.ts';
import { isDeterministic } from '../tasks/deterministic.ts';
import type { State, StateWrite } from '../tasks/state-writes.ts';
import type { TaskFact } from '../tasks/walk-task.ts';
import { isEmpty } from './temporary-state.ts';

/**
 * Returns whether the function that writes also checks first: `cache.get(key)`, `key in cache`, `cache[key]` in a
 * condition, `??=`, `if (!instance) instance = ...`. A WeakMap is a cache, because each worker has its own objects, unless
 * its keys are objects that the module keeps. Counters and sets of seen values are no caches.
 */
export function isFill({ state, how, onlyIfEmpty, operation, target }: StateWrite, checker: ts.TypeChecker): boolean {
  if (onlyIfEmpty || isAfterLookup(operation) || isBehindFlag(operation)) return true;
  if (isEviction({ operation })) return false;
  if (isWeakMap(state, checker) && !isUnderKeptKey(operation, checker)) return true;
  const writes = ts.findAncestor(operation, ts.isFunctionLike);
  if (!writes) return false;
  if (ts.isCallExpression(operation)) {
    const name = ts.isPropertyAccessExpression(operation.expression) ? operation.expression.name.text : '';
    const value = operation.arguments[1];
    if (value && isEntryRaised(value, writes)) return false;
    // A collection that one function queries and fills is a cache, even if the function evicts entries first.
    const asked = new RegExp(`${escapePattern(target)}\\??\\.(get|has)\\(`);
    return (
      /^(set|put|add)$/.test(name) && value !== undefined && asked.test(writes.getText()) && !mentions(value, target)
    );
  }
  if (isCounting(operation) || (ts.isBinaryExpression(operation) && isFlag(operation.right))) return false;
  const written = ts.isBinaryExpression(operation) ? operation.right : null;
  if (written && mentionsElement(written, operation)) return false;
  if (how === 'assign' && written && isEmpty(written)) return false;
  const asks = (condition: ts.Node): boolean => mentions(condition, target) && !isOnlyCompared(condition, target);
  const lookup = (part: ts.Node): boolean => {
    if (ts.isIfStatement(part)) return asks(part.expression) && !/[<>]|%/.test(part.expression.getText());
    if (ts.isVariableDeclaration(part) && part.initializer && how === 'member')
      return ts.isElementAccessExpression(part.initializer) && asks(part.initializer.expression);
    return false;
  };
  const search = (part: ts.Node): boolean => lookup(part) || (ts.forEachChild(part, search) ?? false);
  return search(writes);
}

/** `const entry = counts.get(key) ?? { n: 0 }; entry.n++; counts.set(key, entry)`: each task adds to the entry. */
function isEntryRaised(value: ts.Expression, code: ts.Node): boolean {
  const name = unwrap(value);
  if (!ts.isIdentifier(name)) return false;
  const raises = (node: ts.Node): boolean => {
    const target = raisedBy(node);
    const root = target && rootOf(target);
    if (root && root !== unwrap(target) && ts.isIdentifier(root) && root.text === name.text && isAlways(node, code))
      return true;
    return ts.forEachChild(node, raises) ?? false;
  };
  return raises(code);
}

/** Whether code runs whenever a function does: it is under no condition. */
function isAlways(node: ts.Node, code: ts.Node): boolean {
  return (
    ts.findAncestor(node, (each) => each === code || ts.isIfStatement(each) || ts.isConditionalExpression(each)) ===
    code
  );
}

/** `if (!done) { value = make(); done = true; }`. */
function isBehindFlag(operation: ts.Node): boolean {
  const around = ts.findAncestor(operation, (node) => ts.isIfStatement(node) || ts.isFunctionLike(node));
  if (!around || !ts.isIfStatement(around) || !ts.isBinaryExpression(operation) || isCounting(operation)) return false;
  const asked = unwrap(around.expression);
  if (!ts.isPrefixUnaryExpression(asked) || asked.operator !== ts.SyntaxKind.ExclamationToken) return false;
  const flag = asked.operand.getText();
  const isSet = (part: ts.Node): boolean =>
    (ts.isBinaryExpression(part) && part.left.getText() === flag && part.right.kind === ts.SyntaxKind.TrueKeyword) ||
    (ts.forEachChild(part, isSet) ?? false);
  return operation.left.getText() !== flag && isSet(around.thenStatement);
}

/** `cache[key] ?? (cache[key] = value)`. */
function isAfterLookup(operation: ts.Node): boolean {
  if (!ts.isBinaryExpression(operation) || operation.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return false;
  const value = outermost(operation);
  const { parent } = value;
  return (
    ts.isBinaryExpression(parent) &&
    parent.right === value &&
    /^(\?\?|\|\|)$/.test(parent.operatorToken.getText()) &&
    unwrap(parent.left).getText() === operation.left.getText()
  );
}

/** Returns whether state is a WeakMap, whose entries are for objects of one worker. */
export function isWeakMap({ expression }: State, checker: ts.TypeChecker): boolean {
  return checker.getNonNullableType(checker.getTypeAtLocation(expression)).getSymbol()?.name === 'WeakMap';
}

/** `counts.set(key, n)` where a variable of the module holds the key: tasks share the entry, as they share a variable. */
export function isUnderKeptKey(operation: ts.Node, checker: ts.TypeChecker): boolean {
  const { key } = filledBy(operation);
  const root = key && rootOf(key);
  const declaration = root && ts.isIdentifier(root) ? referredSymbol(root, checker)?.valueDeclaration : undefined;
  return declaration !== undefined && isModuleLevel(declaration);
}

/** `scope === current`: asks which value a variable has, not whether it has one. */
function isOnlyCompared(condition: ts.Node, target: string): boolean {
  const compares = (part: ts.Node): boolean =>
    ts.isBinaryExpression(part) &&
    /^[!=]==?$/.test(part.operatorToken.getText()) &&
    [part.left, part.right].some((side) => side.getText() === target) &&
    ![part.left, part.right].some(isEmpty);
  const asks = (part: ts.Node): boolean =>
    !compares(part) && (part.getText() === target || (ts.forEachChild(part, asks) ?? false));
  return !asks(condition);
}

function isFlag(value: ts.Expression): boolean {
  return value.kind === ts.SyntaxKind.TrueKeyword || value.kind === ts.SyntaxKind.FalseKeyword;
}

/** `counts[key] = (counts[key] ?? 0) + 1`. */
export function mentionsElement(value: ts.Node, operation: ts.Node): boolean {
  const left = ts.isBinaryExpression(operation) ? operation.left.getText() : '';
  const visit = (part: ts.Node): boolean =>
    !ts.isTypeNode(part) && (part.getText() === left || (ts.forEachChild(part, visit) ?? false));
  return visit(value);
}

/** Returns whether a write only removes entries. */
export function isEviction({ operation }: Pick<StateWrite, 'operation'>): boolean {
  return (
    ts.isDeleteExpression(operation) ||
    (ts.isCallExpression(operation) && /\.(delete|clear)$/.test(operation.expression.getText()))
  );
}

/** Whether a worker that fills a cache is proven to put into it what any other would, and only reads it afterwards. */
export function isProvenFill({ fact, within }: TaskFact<StateWrite>, { checker, program }: RuleContext): boolean {
  const { operation, state } = fact;
  const { key, value } = filledBy(operation);
  if (!value || !isDeterministic(value, checker, program)) return false;
  const writes = ts.findAncestor(operation, ts.isFunctionLike);
  if (!writes) return false;
  const ofKey = key ? parametersOf(key, checker) : new Set<ts.Symbol>();
  if ([...parametersOf(value, checker)].some((each) => !ofKey.has(each))) return false;
  return !changesEntry(within, state.name, checker) && !changesEntry(writes, state.name, checker);
}

function filledBy(operation: ts.Node): { key: ts.Expression | null; value: ts.Expression | null } {
  if (ts.isCallExpression(operation)) {
    const [key = null, value = null] = operation.arguments;
    return { key, value };
  }
  if (!ts.isBinaryExpression(operation)) return { key: null, value: null };
  const left = unwrap(operation.left);
  return { key: ts.isElementAccessExpression(left) ? left.argumentExpression : null, value: operation.right };
}

/** The parameters that a value depends on, also through local variables. */
function parametersOf(value: ts.Node, checker: ts.TypeChecker, seen = new Set<ts.Node>()): Set<ts.Symbol> {
  const found = new Set<ts.Symbol>();
  for (const symbol of symbolsIn([value], checker)) {
    const declaration = symbol.valueDeclaration;
    if (!declaration || isInside(declaration, value) || seen.has(declaration)) continue;
    seen.add(declaration);
    const parameter = ts.findAncestor(declaration, (node) => ts.isParameter(node) || ts.isFunctionLike(node));
    if (parameter && ts.isParameter(parameter)) found.add(symbol);
    else if (ts.isVariableDeclaration(declaration) && !isModuleLevel(declaration))
      for (const given of valuesGiven(declaration, checker))
        for (const each of parametersOf(given, checker, seen)) found.add(each);
  }
  return found;
}

/** `const list = cache.get(key); list.push(x)`, `cache[key].n = 1`. */
function changesEntry(code: ts.Node, name: string, checker: ts.TypeChecker): boolean {
  const entries = new Set<ts.Symbol>();
  const collect = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && node.initializer && mentions(node.initializer, name))
      for (const symbol of symbolsIn([node.name], checker)) entries.add(symbol);
    ts.forEachChild(node, collect);
  };
  collect(code);
  const changes = (node: ts.Node): boolean => {
    const written = writtenTarget(node, checker);
    if (written) {
      const root = rootOf(written.target);
      const symbol = ts.isIdentifier(root) ? checker.getSymbolAtLocation(root) : undefined;
      if (symbol && entries.has(symbol) && (written.isMethod || root !== unwrap(written.target))) return true;
    }
    return ts.forEachChild(node, changes) ?? false;
  };
  return changes(code);
}

/** `x++`, `x += 1`: the new value depends on the old one. */
export function isCounting(node: ts.Node): boolean {
  if (ts.isBinaryExpression(node)) return node.operatorToken.kind !== ts.SyntaxKind.EqualsToken;
  return ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node);
}
