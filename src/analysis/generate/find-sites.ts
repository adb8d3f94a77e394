import ts from 'typescript';
import type { CallSite } from '../../model/change.ts';
import { bindFile, referredSymbol } from '../syntax/bind-file.ts';
import { counting, type Counting } from '../syntax/counting-loop.ts';
import { isSame, variablesOf } from '../syntax/iteration.ts';
import { isFunction, unwrap } from '../syntax/member-path.ts';
import { locationOf } from '../syntax/parse-source.ts';
import { readCounted, readItems, type Callback, type Items, type ReadItems } from './read-items.ts';
import type { Task } from './read-task.ts';

/** A place that calls a function for every item of a list. */
export interface Site {
  call: CallSite;
  /**
   * `map`: `xs.map(f)`, whose value is the results. `all`: `Promise.all(xs.map(f))`, a promise of them. `push`: a loop
   * that appends each result to an array. `put`: a loop that puts each result at its index.
   */
  shape: 'map' | 'all' | 'push' | 'put';
  /** The expression or the loop to replace. */
  replaced: ts.Expression | ts.Statement;
  /** For the loops: the array, as written. */
  results: ts.Expression | null;
  /** `null` if `call.problem` or `hoists` is set. */
  parts: { items: Items; task: Task } | null;
  /** A callback that has to become a function of its module first. */
  hoists: Callback | null;
}

/**
 * Returns all calls of a file that could run in parallel, in source order, and those that only look as if they could.
 */
export function findSites(sourceFile: ts.SourceFile, checker: ts.TypeChecker): Site[] {
  const sites: Site[] = [];
  const visit = (node: ts.Node): void => {
    const site = siteOf(node, checker);
    if (site) sites.push(site);
    // The list of a call may contain another call; `Promise.all` already covers the call inside it.
    ts.forEachChild(site?.shape === 'all' ? (mapCallIn(node) ?? node) : node, visit);
  };
  visit(sourceFile);
  return sites;
}

function siteOf(node: ts.Node, checker: ts.TypeChecker): Site | null {
  if (ts.isForOfStatement(node)) return pushSite(node, node.initializer, node.expression, node.statement, checker);
  if (ts.isForStatement(node)) return countedSite(node, checker);
  if (!ts.isCallExpression(node)) return null;
  const inner = mapCallIn(node);
  if (inner) return mapSite(node, inner, 'all', checker);
  if (isMapCall(node) && isArray(node.expression.expression, checker)) return mapSite(node, node, 'map', checker);
  return null;
}

type MapCall = ts.CallExpression & { expression: ts.PropertyAccessExpression };

function isMapCall(node: ts.Node): node is MapCall {
  return (
    ts.isCallExpression(node) &&
    ts.isPropertyAccessExpression(node.expression) &&
    node.expression.name.text === 'map' &&
    !node.expression.questionDotToken &&
    node.arguments.length > 0
  );
}

/** Returns the `xs.map(...)` of `Promise.all(xs.map(...))`. */
function mapCallIn(node: ts.Node): MapCall | null {
  if (!ts.isCallExpression(node) || node.expression.getText() !== 'Promise.all') return null;
  const [list] = node.arguments;
  return list && isMapCall(list) ? list : null;
}

function isArray(expression: ts.Expression, checker: ts.TypeChecker): boolean {
  const type = checker.getTypeAtLocation(expression);
  return checker.isArrayType(type) || checker.isTupleType(type) || (type.flags & ts.TypeFlags.Any) !== 0;
}

function mapSite(node: ts.CallExpression, call: MapCall, shape: 'map' | 'all', checker: ts.TypeChecker): Site | null {
  const [callback] = call.arguments;
  if (!callback) return null;
  const read = readItems(callback, call.expression.expression, true, checker);
  if (!read) return null;
  const tooMany = call.arguments.length > 1 ? 'the callback is given a this, which is not sent to workers' : null;
  return site(node, shape, null, { ...read, problem: tooMany ?? read.problem });
}

/** `for (const x of xs) out.push(f(x))`. */
function pushSite(
  loop: ts.ForOfStatement,
  initializer: ts.ForInitializer,
  list: ts.Expression,
  body: ts.Statement,
  checker: ts.TypeChecker,
): Site | null {
  const pushed = pushedIn(body);
  const declaration = ts.isVariableDeclarationList(initializer) ? initializer.declarations[0] : undefined;
  if (!pushed || !declaration || loop.awaitModifier) return null;
  if (usesOneOf(pushed.results, variablesOf([declaration.name]))) return null;
  const read = readItems({ item: declaration.name, value: pushed.value }, list, isArray(list, checker), checker);
  return read && site(loop, 'push', pushed.results, read);
}

/** `for (let i = 0; i < xs.length; i++) out.push(f(xs[i]))`, or `out[i] = f(xs[i])`. */
function countedSite(loop: ts.ForStatement, checker: ts.TypeChecker): Site | null {
  const iteration = counting(loop);
  if (!iteration) return null;
  const pushed = pushedIn(loop.statement);
  const found = pushed ?? filledIn(loop.statement, iteration);
  if (!found || usesOneOf(found.results, iteration.variables)) return null;
  const read = readCounted(iteration, found.value, checker);
  return read && site(loop, pushed ? 'push' : 'put', found.results, read);
}

interface Filled {
  results: ts.Expression;
  value: ts.Expression;
}

function pushedIn(body: ts.Statement): Filled | null {
  const { last, valueOf } = onlyStep(body);
  const call = last && unwrap(last);
  if (!call || !ts.isCallExpression(call) || !ts.isPropertyAccessExpression(call.expression)) return null;
  const [value] = call.arguments;
  const isPush = call.expression.name.text === 'push' && call.arguments.length === 1;
  if (!isPush || !value || ts.isSpreadElement(value) || isFunction(value)) return null;
  return filled(call.expression.expression, valueOf(value));
}

function filled(results: ts.Expression, value: ts.Expression | null): Filled | null {
  return value && { results, value };
}

/** `out[i] = f(x)` for an index that counts from 0. */
function filledIn(body: ts.Statement, loop: Counting): Filled | null {
  const { last, valueOf } = onlyStep(body);
  const put = last && unwrap(last);
  if (!put || !ts.isBinaryExpression(put) || put.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return null;
  const { left, right } = put;
  if (!loop.isIndex || !ts.isElementAccessExpression(left) || !loop.isItem(left.argumentExpression)) return null;
  return filled(left.expression, valueOf(right));
}

/** Reads `step(f(x))`, or `const y = f(x); step(y)`, where `step` is the only use of `y`. An awaited `y` may be of a pool. */
function onlyStep(body: ts.Statement): {
  last: ts.Expression | null;
  /** Returns the value for what the step uses; `null` if that is not `y`. */
  valueOf: (used: ts.Expression) => ts.Expression | null;
} {
  const nothing = { last: null, valueOf: (): null => null };
  const statements = ts.isBlock(body) ? [...body.statements] : [body];
  const last = statements.pop();
  const [first, ...others] = statements;
  if (!last || !ts.isExpressionStatement(last) || others.length > 0) return nothing;
  if (!first) return { last: last.expression, valueOf: (used) => used };
  const [declaration, ...more] = ts.isVariableStatement(first) ? first.declarationList.declarations : [];
  if (!declaration?.initializer || !ts.isIdentifier(declaration.name) || more.length > 0) return nothing;
  if (ts.isAwaitExpression(unwrap(declaration.initializer))) return nothing;
  const { name, initializer } = declaration;
  if (countUses(last.expression, name) !== 1) return nothing;
  return { last: last.expression, valueOf: (used) => (isSame(used, name) ? initializer : null) };
}

/** `groups[x.key].push(f(x))` has an array for each item. */
function usesOneOf(code: ts.Node, variables: ReadonlySet<ts.Symbol>): boolean {
  const checker = bindFile(code.getSourceFile());
  const uses = (node: ts.Node): boolean => {
    const symbol = ts.isIdentifier(node) ? referredSymbol(node, checker) : undefined;
    return (symbol !== undefined && variables.has(symbol)) || (ts.forEachChild(node, uses) ?? false);
  };
  return uses(code);
}

function countUses(code: ts.Node, name: ts.Identifier): number {
  let uses = 0;
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && isSame(node, name)) uses++;
    ts.forEachChild(node, visit);
  };
  visit(code);
  return uses;
}

function site(
  replaced: Site['replaced'],
  shape: Site['shape'],
  results: ts.Expression | null,
  { name, problem, parts, hoists }: ReadItems,
): Site {
  const text = replaced.getText().replace(/\s+/g, ' ');
  const label = text.length <= 60 ? text : `${text.slice(0, 57)}...`;
  const call: CallSite = { label, functionName: name, location: locationOf(replaced), problem };
  const isRefused = problem !== null;
  return { call, shape, replaced, results, parts: isRefused ? null : parts, hoists: isRefused ? null : hoists };
}
