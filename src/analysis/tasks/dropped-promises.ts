import ts from 'typescript';
import { derivedFrom, symbolsIn } from '../syntax/derived-values.ts';
import { isFunction, unwrap } from '../syntax/member-path.ts';
import { isInside } from '../syntax/node-at.ts';
import { dispatchedTasks } from './dispatched-tasks.ts';
import { isCaught } from './is-caught.ts';

/** Methods of lists that ignore what their callback returns, or whose result a statement ignores. */
const ignoring = /^(forEach|map|flatMap)$/;
const closes = /^(close|destroy|terminate|end|shutdown|stop)$/;

/** Decides by name: a value that may or may not have a `then` does not count. */
export function isPromise(type: ts.Type): boolean {
  const members = type.isUnion() ? type.types : [type];
  return members.some((member) => /^(Promise|PromiseLike)$/.test(member.getSymbol()?.name ?? ''));
}

/** Returns whether a statement calls `xs.forEach(async (x) => ...)`, which drops the promises of its callback. */
export function dropsPromises(call: ts.CallExpression, checker: ts.TypeChecker): boolean {
  const { expression: callee } = call;
  const [callback] = call.arguments;
  if (!callback || !ts.isExpressionStatement(call.parent) || !ts.isPropertyAccessExpression(callee)) return false;
  if (!ignoring.test(callee.name.text) || !isOfLibrary(callee.name, checker)) return false;
  const signatures = checker.getTypeAtLocation(callback).getCallSignatures();
  return signatures.some((signature) => isPromise(signature.getReturnType()));
}

/** A class of the project may await its callbacks. */
function isOfLibrary(method: ts.MemberName, checker: ts.TypeChecker): boolean {
  const declared = checker.getSymbolAtLocation(method)?.declarations?.[0]?.getSourceFile();
  return declared?.isDeclarationFile === true && /\/lib\.[\w.]+\.d\.ts$/.test(declared.fileName);
}

/**
 * Finds the calls of `forEach` whose callbacks send tasks to a pool and wait for them, while the code around goes on: it uses
 * their results or closes the pool too early, or an error of a task is handled nowhere.
 */
export function droppedTasks(sourceFile: ts.SourceFile, checker: ts.TypeChecker): ts.CallExpression[] {
  const found = new Set<ts.CallExpression>();
  for (const { call, how } of dispatchedTasks(sourceFile, checker)) {
    const callback = ts.findAncestor(call, ts.isFunctionLike);
    if (how !== 'handed' || !callback || !ts.isExpression(callback) || !isFunction(callback)) continue;
    const { parent: each } = callback;
    if (!ts.isCallExpression(each) || each.arguments[0] !== callback || !dropsPromises(each, checker)) continue;
    if (isNeeded(call, callback, each, checker) || isUnhandled(call, callback, checker)) found.add(each);
  }
  return [...found];
}

/** Whether the statements after the loop use what the callbacks have not yet written, or close their pool. */
function isNeeded(
  call: ts.CallExpression | ts.NewExpression,
  callback: ts.Node,
  each: ts.CallExpression,
  checker: ts.TypeChecker,
): boolean {
  const written = [...derivedFrom(call, callback, checker)].filter(
    ({ valueDeclaration: declared }) => declared !== undefined && !isInside(declared, callback),
  );
  const callee = call.expression;
  const pool = ts.isPropertyAccessExpression(callee) ? unwrap(callee.expression).getText() : null;
  const closesPool = (node: ts.Node): boolean => {
    if (ts.isFunctionLike(node)) return false;
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const { name, expression } = node.expression;
      if (closes.test(name.text) && unwrap(expression).getText() === pool) return true;
    }
    return ts.forEachChild(node, closesPool) ?? false;
  };
  const uses = (node: ts.Node): boolean => {
    if (ts.isFunctionLike(node)) return false;
    if (ts.isIdentifier(node) && written.some((symbol) => symbolsIn([node], checker).has(symbol))) return true;
    return ts.forEachChild(node, uses) ?? false;
  };
  for (const statement of statementsAfter(each.parent)) {
    if (closesPool(statement) || uses(statement)) return true;
    // It may wait for the tasks in another way.
    if (waits(statement)) return false;
  }
  return false;
}

function statementsAfter(statement: ts.Node): ts.Statement[] {
  const { parent } = statement;
  const isList = ts.isBlock(parent) || ts.isSourceFile(parent);
  return isList ? parent.statements.filter(({ pos }) => pos >= statement.end) : [];
}

function waits(node: ts.Node): boolean {
  if (ts.isFunctionLike(node)) return false;
  return (
    ts.isAwaitExpression(node) ||
    (ts.isForOfStatement(node) && node.awaitModifier !== undefined) ||
    (ts.isNewExpression(node) && node.expression.getText() === 'Promise') ||
    (ts.forEachChild(node, waits) ?? false)
  );
}

/** Whether a failed task becomes an unhandled rejection in a function. A script ends with such an error, as it should. */
function isUnhandled(
  call: ts.Node,
  callback: ts.ArrowFunction | ts.FunctionExpression,
  checker: ts.TypeChecker,
): boolean {
  const around = ts.findAncestor(callback.parent, ts.isFunctionLike);
  if (!around || isCaught(call)) return false;
  const parameters = around.parameters.flatMap(({ name }) => checker.getSymbolAtLocation(name) ?? []);
  const handles = (node: ts.Node): boolean => {
    if (ts.isPropertyAccessExpression(node) && node.name.text === 'catch') return true;
    // A caller that is told about each result knows that more will come.
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression))
      if (parameters.some((parameter) => symbolsIn([node.expression], checker).has(parameter))) return true;
    return ts.forEachChild(node, handles) ?? false;
  };
  return !handles(callback.body);
}
