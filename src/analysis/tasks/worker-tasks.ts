import ts from 'typescript';
import type { Channel } from '../cloning/find-clone-problems.ts';
import { unwrap } from '../syntax/member-path.ts';
import { apiName } from '../syntax/node-api.ts';
import { perChecker } from '../syntax/per-checker.ts';
import { dispatchedTasks } from './dispatched-tasks.ts';
import { exposedFunctions, type ExposedFunction } from './exposed-functions.ts';
import { isReplyOfWebWorker, isWebWorker, messageListeners, parentOf } from './message-listeners.ts';

const posts = /^(postMessage|send)$/;

/** A function that a worker file runs for its messages. */
export interface WorkerTask {
  /** The function, or an expression that refers to it. */
  task: ExposedFunction;
  channel: Channel;
  /**
   * Whether its parameters and its result are copied, or it is a listener that reads a message itself and replies as it
   * likes.
   */
  role: 'task' | 'listener';
}

/**
 * Returns the functions that a worker file runs for its messages: its listeners, and functions that a listener calls with
 * the message to reply with the result, `parentPort.postMessage(f(message))`. Other calls of a listener stay inside the
 * worker.
 */
export const workerTasks = perChecker((sourceFile: ts.SourceFile, checker): readonly WorkerTask[] => {
  const found: WorkerTask[] = [];
  for (const { listener, channel, given } of messageListeners(sourceFile, checker)) {
    const value = unwrap(listener);
    const isNamed = ts.isIdentifier(value) || ts.isPropertyAccessExpression(value);
    found.push({ task: value, channel, role: isNamed && given === 'message' ? 'task' : 'listener' });
    const written = writtenFunction(value, checker);
    if (written) for (const task of answeredCalls(written, checker)) found.push({ task, channel, role: 'task' });
  }
  return found;
});

/**
 * Returns whether a file is the program of a worker: its top level talks to the parent, not behind a check of which
 * thread it is, or offers functions.
 */
export const isWorkerProgram = perChecker((sourceFile: ts.SourceFile, checker): boolean => {
  const { text } = sourceFile;
  if (/\bisMainThread\b/.test(text)) return false;
  const talks = (node: ts.Node): boolean => {
    if (ts.isFunctionLike(node)) return false;
    const expression = ts.isCallExpression(node)
      ? node.expression
      : ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken
        ? node.left
        : null;
    if (expression && ts.isPropertyAccessExpression(expression)) {
      const isTalk = /^(on|once|addListener|addEventListener|onmessage|postMessage|send)$/.test(expression.name.text);
      if (isTalk && parentOf(expression.expression, checker) === 'port') return true;
    }
    return ts.forEachChild(node, talks) ?? false;
  };
  if (/\bparentPort\b/.test(text) && talks(sourceFile)) return true;
  if (dispatchedTasks(sourceFile, checker).some(({ how, call }) => how === 'offered' && isAtTopLevel(call)))
    return true;
  return (
    messageListeners(sourceFile, checker).some(({ given }) => given === 'event') && isWebWorker(sourceFile, checker)
  );
});

function isAtTopLevel(node: ts.Node): boolean {
  return ts.findAncestor(node, ts.isFunctionLike) === undefined;
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
function answeredCalls({ parameters, body }: ts.FunctionLikeDeclaration, checker: ts.TypeChecker): ExposedFunction[] {
  const [message] = parameters;
  if (!message || !body) return [];
  const parts = new Set(boundNames(message.name));
  const found: ExposedFunction[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && node.initializer && isPart(node.initializer, parts))
      for (const name of boundNames(node.name)) parts.add(name);
    if (ts.isCallExpression(node)) {
      const isTask = node.arguments.length > 0 && node.arguments.every((argument) => isPart(argument, parts));
      if (isTask && isSent(node, body, checker)) found.push(...calledBy(node.expression, checker));
    }
    ts.forEachChild(node, visit);
  };
  visit(body);
  return found;
}

/** Returns the function that a listener calls by its name, or those of the table that it looks one up in. */
function calledBy(callee: ts.Expression, checker: ts.TypeChecker): ExposedFunction[] {
  const value = unwrap(callee);
  if (ts.isElementAccessExpression(value)) return inTable(value, checker);
  if (ts.isPropertyAccessExpression(value))
    return ts.isIdentifier(value.expression) && !posts.test(value.name.text) ? [value] : [];
  if (!ts.isIdentifier(value) || posts.test(value.text)) return [];
  const declaration = checker.getSymbolAtLocation(value)?.valueDeclaration;
  const held = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  const looked = held ? unwrap(held) : null;
  return looked && ts.isElementAccessExpression(looked) ? inTable(looked, checker) : [value];
}

/** `handlers[message.type]`. */
function inTable({ expression }: ts.ElementAccessExpression, checker: ts.TypeChecker): ExposedFunction[] {
  if (!ts.isIdentifier(expression)) return [];
  const functions = exposedFunctions(expression, checker);
  return functions.length === 1 && functions[0] === expression ? [] : functions;
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
function isSent(value: ts.Node, scope: ts.Node, checker: ts.TypeChecker, seen = new Set<string>()): boolean {
  const { parent } = value;
  if (ts.isCallExpression(parent)) {
    if (parent.expression === value) return false;
    const callee = unwrap(parent.expression);
    if (ts.isPropertyAccessExpression(callee)) return posts.test(callee.name.text);
    return ts.isIdentifier(callee) && isReplyOfWebWorker(parent, checker);
  }
  if (ts.isVariableDeclaration(parent))
    return boundNames(parent.name).some((name) => isNameSent(name, scope, checker, seen));
  if (ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken)
    return parent.right === value && ts.isIdentifier(parent.left) && isNameSent(parent.left.text, scope, checker, seen);
  if (ts.isPropertyAccessExpression(parent) && parent.name.text === 'then' && ts.isCallExpression(parent.parent)) {
    const [next] = parent.parent.arguments;
    if (next && isPost(next, checker)) return true;
    const [result] = next && (ts.isArrowFunction(next) || ts.isFunctionExpression(next)) ? next.parameters : [];
    return (
      result !== undefined && boundNames(result.name).some((name) => isNameSent(name, result.parent, checker, seen))
    );
  }
  const goesOn =
    ts.isAwaitExpression(parent) ||
    ts.isParenthesizedExpression(parent) ||
    ts.isAsExpression(parent) ||
    ts.isPropertyAssignment(parent) ||
    ts.isShorthandPropertyAssignment(parent) ||
    ts.isObjectLiteralExpression(parent) ||
    ts.isArrayLiteralExpression(parent);
  return goesOn && isSent(parent, scope, checker, seen);
}

/** `f(message).then(postMessage)`. */
function isPost(next: ts.Expression, checker: ts.TypeChecker): boolean {
  const value = unwrap(next);
  return ts.isIdentifier(value) && value.text === 'postMessage' && apiName(value, checker) === 'postMessage';
}

function isNameSent(name: string, scope: ts.Node, checker: ts.TypeChecker, seen: Set<string>): boolean {
  // `a = b; b = a` would never end.
  if (seen.has(name)) return false;
  seen.add(name);
  const isUse = (node: ts.Node): boolean =>
    ts.isIdentifier(node) &&
    node.text === name &&
    !ts.isVariableDeclaration(node.parent) &&
    !ts.isParameter(node.parent) &&
    !(ts.isBinaryExpression(node.parent) && node.parent.left === node) &&
    isSent(node, scope, checker, seen);
  const among = (node: ts.Node): boolean => isUse(node) || (ts.forEachChild(node, among) ?? false);
  return among(scope);
}
