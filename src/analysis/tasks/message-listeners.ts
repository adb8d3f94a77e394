import ts from 'typescript';
import type { Channel } from '../cloning/find-clone-problems.ts';
import { hasModifier } from '../functions/read-signature.ts';
import { unwrap } from '../syntax/member-path.ts';
import { apiName } from '../syntax/node-api.ts';
import { perChecker } from '../syntax/per-checker.ts';

const mayListen = /\bparentPort\b|\bprocess\s*\.\s*on|\bonmessage\b|\baddEventListener\b/;
const listens = /^(on|once|addListener|addEventListener)$/;
/** Workers that serve the requests of pages, and code of pages: these listen with the same names. */
const otherScopes =
  /\b(ServiceWorkerGlobalScope|SharedWorkerGlobalScope|skipWaiting|onconnect)\b|\b(document|window)\s*[.[]|\baddEventListener\(\s*['"`](fetch|install|activate|push|connect)['"`]/;

/** A listener for the messages that a worker receives. */
export interface MessageListener {
  /** The function, or an expression that refers to it. */
  listener: ts.Expression;
  channel: Channel;
  /** Whether the listener is given the message itself, or an event that holds it. */
  given: 'message' | 'event';
}

/**
 * Finds the listeners for messages of a worker thread, `parentPort.on('message', f)`, of a web worker,
 * `self.onmessage = f`, and of a forked process, `process.on('message', f)`.
 */
export const messageListeners = perChecker((sourceFile: ts.SourceFile, checker): readonly MessageListener[] => {
  const found: MessageListener[] = [];
  const visit = (node: ts.Node): void => {
    const listener = ts.isCallExpression(node) ? addedBy(node, checker) : assignedBy(node, checker);
    if (listener) found.push(listener);
    ts.forEachChild(node, visit);
  };
  if (mayListen.test(sourceFile.text)) visit(sourceFile);
  return found;
});

function addedBy(call: ts.CallExpression, checker: ts.TypeChecker): MessageListener | null {
  const [event, listener] = call.arguments;
  if (!event || !listener || !ts.isStringLiteralLike(event) || event.text !== 'message') return null;
  const callee = unwrap(call.expression);
  if (ts.isIdentifier(callee))
    return apiName(callee, checker) === 'addEventListener' && isWebWorker(call.getSourceFile(), checker)
      ? { listener, channel: 'threads', given: 'event' }
      : null;
  if (!ts.isPropertyAccessExpression(callee) || !listens.test(callee.name.text)) return null;
  const takesEvents = callee.name.text === 'addEventListener';
  if (takesEvents && isGlobalScope(callee.expression, checker))
    return isWebWorker(call.getSourceFile(), checker) ? { listener, channel: 'threads', given: 'event' } : null;
  const parent = parentOf(callee.expression, checker);
  if (parent === null) return null;
  const channel = parent === 'process' ? 'processes' : 'threads';
  return { listener, channel, given: takesEvents ? 'event' : 'message' };
}

/** `onmessage = f`, `self.onmessage = f`, `parentPort.onmessage = f`. */
function assignedBy(node: ts.Node, checker: ts.TypeChecker): MessageListener | null {
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return null;
  const target = unwrap(node.left);
  const found = { listener: node.right, channel: 'threads', given: 'event' } as const;
  if (ts.isIdentifier(target))
    return target.text === 'onmessage' &&
      apiName(target, checker) === 'onmessage' &&
      isWebWorker(node.getSourceFile(), checker)
      ? found
      : null;
  if (!ts.isPropertyAccessExpression(target) || target.name.text !== 'onmessage') return null;
  if (parentOf(target.expression, checker) === 'port') return found;
  return isGlobalScope(target.expression, checker) && isWebWorker(node.getSourceFile(), checker) ? found : null;
}

/** Returns whether an expression is the port to the parent of a thread, or the process, which is that of a forked one. */
export function parentOf(written: ts.Expression, checker: ts.TypeChecker): 'port' | 'process' | null {
  const value = unwrap(written);
  const name = apiName(value, checker);
  if (name === 'process') return 'process';
  const held = heldBy(value, checker);
  const isPort =
    name === 'worker_threads.parentPort' || (held !== null && apiName(held, checker) === 'worker_threads.parentPort');
  return isPort ? 'port' : null;
}

/** `self`, `globalThis`, and a constant for one of them: `const context = self as unknown as DedicatedWorkerGlobalScope`. */
function isGlobalScope(written: ts.Expression, checker: ts.TypeChecker): boolean {
  const value = unwrap(written);
  if (!ts.isIdentifier(value)) return false;
  if (/^(self|globalThis)$/.test(value.text) && (apiName(value, checker) !== null || isDeclaredOnly(value, checker)))
    return true;
  const held = heldBy(value, checker);
  return held !== null && ts.isIdentifier(held) && /^(self|globalThis)$/.test(held.text);
}

/** `declare const self: DedicatedWorkerGlobalScope`. */
function isDeclaredOnly(name: ts.Identifier, checker: ts.TypeChecker): boolean {
  const declaration = checker.getSymbolAtLocation(name)?.valueDeclaration;
  const statement = declaration && ts.isVariableDeclaration(declaration) ? declaration.parent.parent : undefined;
  return (
    statement !== undefined && ts.isVariableStatement(statement) && hasModifier(statement, ts.SyntaxKind.DeclareKeyword)
  );
}

function heldBy(value: ts.Expression, checker: ts.TypeChecker): ts.Expression | null {
  const declaration = ts.isIdentifier(value) ? checker.getSymbolAtLocation(value)?.valueDeclaration : undefined;
  const held = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  return held ? unwrap(held) : null;
}

/** Whether a file is the program of a dedicated web worker: it says so, or replies with `postMessage(value)`. */
export const isWebWorker = perChecker((sourceFile: ts.SourceFile, checker): boolean => {
  const { text } = sourceFile;
  if (otherScopes.test(text)) return false;
  if (/\bDedicatedWorkerGlobalScope\b|\bimportScripts\(/.test(text)) return true;
  const replies = (node: ts.Node): boolean =>
    (ts.isCallExpression(node) && isReplyOfWebWorker(node, checker)) || (ts.forEachChild(node, replies) ?? false);
  return /\bpostMessage\b/.test(text) && replies(sourceFile);
});

/** `postMessage(value)`, `self.postMessage(value, [transferred])`; in a page, the second argument is an origin. */
export function isReplyOfWebWorker(
  { expression, arguments: given }: ts.CallExpression,
  checker: ts.TypeChecker,
): boolean {
  const callee = unwrap(expression);
  const isPost = ts.isIdentifier(callee)
    ? callee.text === 'postMessage' && apiName(callee, checker) === 'postMessage'
    : ts.isPropertyAccessExpression(callee) &&
      callee.name.text === 'postMessage' &&
      isGlobalScope(callee.expression, checker);
  const [, second] = given;
  return isPost && given.length > 0 && !(second && ts.isStringLiteralLike(unwrap(second)));
}
