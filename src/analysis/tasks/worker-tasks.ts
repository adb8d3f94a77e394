import ts from 'typescript';
import { unwrap } from '../syntax/member-path.ts';
import { apiName } from '../syntax/node-api.ts';
import { perChecker } from '../syntax/per-checker.ts';

const mayListen = /\bparentPort\b|\bprocess\s*\.\s*on/;
const listens = /^(on|once|addListener|addEventListener)$/;
const posts = /^(postMessage|send)$/;

/**
 * Returns the functions that a worker file runs for its messages: named listeners, `parentPort.on('message', f)`, and
 * functions that a listener calls with the message to reply with the result, `parentPort.postMessage(f(message))`.
 * Other calls of a listener stay inside the worker.
 */
export const workerTasks = perChecker((sourceFile: ts.SourceFile, checker): readonly ts.Expression[] => {
  const found: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    const listener = ts.isCallExpression(node) ? listenerOf(node, checker) : null;
    if (listener) {
      const value = unwrap(listener);
      if (ts.isIdentifier(value) || ts.isPropertyAccessExpression(value)) found.push(value);
      const written = writtenFunction(value, checker);
      if (written) found.push(...answeredCalls(written));
    }
    ts.forEachChild(node, visit);
  };
  if (mayListen.test(sourceFile.text)) visit(sourceFile);
  return found;
});

/**
 * Returns whether a file is the program of a worker thread: its top level talks to the parent, not behind a check of which
 * thread it is.
 */
export function isWorkerProgram(sourceFile: ts.SourceFile, checker: ts.TypeChecker): boolean {
  if (!/\bparentPort\b/.test(sourceFile.text) || /\bisMainThread\b/.test(sourceFile.text)) return false;
  const talks = (node: ts.Node): boolean => {
    if (ts.isFunctionLike(node)) return false;
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const { name, expression } = node.expression;
      const isTalk = listens.test(name.text) || posts.test(name.text);
      if (isTalk && apiName(expression, checker) !== 'process' && isParent(expression, checker)) return true;
    }
    return ts.forEachChild(node, talks) ?? false;
  };
  return talks(sourceFile);
}

/** Finds the listeners passed to `parentPort.on('message', ...)`, or in a forked process to `process.on('message', ...)`. */
function listenerOf({ expression, arguments: [event, listener] }: ts.CallExpression, checker: ts.TypeChecker) {
  if (!ts.isPropertyAccessExpression(expression) || !listens.test(expression.name.text)) return null;
  if (!event || !listener || !ts.isStringLiteralLike(event) || event.text !== 'message') return null;
  return isParent(expression.expression, checker) ? listener : null;
}

function isParent(written: ts.Expression, checker: ts.TypeChecker): boolean {
  const value = unwrap(written);
  const name = apiName(value, checker);
  if (name === 'worker_threads.parentPort' || name === 'process') return true;
  const declaration = ts.isIdentifier(value) ? checker.getSymbolAtLocation(value)?.valueDeclaration : undefined;
  const held = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  return held !== undefined && apiName(held, checker) === 'worker_threads.parentPort';
}

/** Returns the function itself, or the one in this file that a name refers to. */
function writtenFunction(value: ts.Expression, checker: ts.TypeChecker): ts.FunctionLikeDeclaration | null {
  if (ts.isArrowFunction(value) || ts.isFunctionExpression(value)) return value;
  const declaration = ts.isIdentifier(value) ? checker.getSymbolAtLocation(value)?.valueDeclaration : undefined;
  if (!declaration) return null;
  if (ts.isFunctionDeclaration(declaration)) return declaration;
  const initializer = ts.isVariableDeclaration(declaration) && declaration.initializer;
  const held = initializer ? unwrap(initializer) : null;
  return held && (ts.isArrowFunction(held) || ts.isFunctionExpression(held)) ? held : null;
}

/** Returns functions that the listener calls only with parts of the message and whose result it sends. */
function answeredCalls({ parameters, body }: ts.FunctionLikeDeclaration): ts.Expression[] {
  const [message] = parameters;
  if (!message || !body) return [];
  const parts = new Set(boundNames(message.name));
  const found: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && node.initializer && isPart(node.initializer, parts))
      for (const name of boundNames(node.name)) parts.add(name);
    if (ts.isCallExpression(node) && isNamed(node.expression)) {
      const isTask = node.arguments.length > 0 && node.arguments.every((argument) => isPart(argument, parts));
      if (isTask && isSent(node, body)) found.push(node.expression);
    }
    ts.forEachChild(node, visit);
  };
  visit(body);
  return found;
}

function isNamed(callee: ts.Expression): boolean {
  if (ts.isPropertyAccessExpression(callee)) return ts.isIdentifier(callee.expression) && !posts.test(callee.name.text);
  return ts.isIdentifier(callee);
}

function boundNames(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isOmittedExpression(element) ? [] : boundNames(element.name)));
}

/**
 * Returns whether an expression is `message`, `message.items[0]`, `...message.args`, or a variable for one of these.
 */
function isPart(written: ts.Expression, parts: ReadonlySet<string>): boolean {
  const value = unwrap(ts.isSpreadElement(written) ? written.expression : written);
  if (ts.isIdentifier(value)) return parts.has(value.text);
  return (
    (ts.isPropertyAccessExpression(value) || ts.isElementAccessExpression(value)) && isPart(value.expression, parts)
  );
}

/** Returns whether a value is sent in a message: directly, inside an object, through a variable or through `then`. */
function isSent(value: ts.Node, scope: ts.Node): boolean {
  const { parent } = value;
  if (ts.isCallExpression(parent))
    return parent.expression !== value && ts.isPropertyAccessExpression(parent.expression)
      ? posts.test(parent.expression.name.text)
      : false;
  if (ts.isVariableDeclaration(parent)) return boundNames(parent.name).some((name) => isNameSent(name, scope));
  if (ts.isPropertyAccessExpression(parent) && parent.name.text === 'then' && ts.isCallExpression(parent.parent)) {
    const [next] = parent.parent.arguments;
    const [result] = next && (ts.isArrowFunction(next) || ts.isFunctionExpression(next)) ? next.parameters : [];
    return result !== undefined && boundNames(result.name).some((name) => isNameSent(name, result.parent));
  }
  const goesOn =
    ts.isAwaitExpression(parent) ||
    ts.isParenthesizedExpression(parent) ||
    ts.isAsExpression(parent) ||
    ts.isPropertyAssignment(parent) ||
    ts.isShorthandPropertyAssignment(parent) ||
    ts.isObjectLiteralExpression(parent) ||
    ts.isArrayLiteralExpression(parent);
  return goesOn && isSent(parent, scope);
}

function isNameSent(name: string, scope: ts.Node): boolean {
  const isUse = (node: ts.Node): boolean =>
    ts.isIdentifier(node) &&
    node.text === name &&
    !ts.isVariableDeclaration(node.parent) &&
    !ts.isParameter(node.parent) &&
    isSent(node, scope);
  const among = (node: ts.Node): boolean => isUse(node) || (ts.forEachChild(node, among) ?? false);
  return among(scope);
}
