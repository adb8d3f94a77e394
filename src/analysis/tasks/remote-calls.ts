import ts from 'typescript';
import type { Channel } from '../cloning/find-clone-problems.ts';
import { importedSymbol } from '../syntax/bind-file.ts';
import { unwrap } from '../syntax/member-path.ts';
import { apiName } from '../syntax/node-api.ts';
import { perChecker } from '../syntax/per-checker.ts';
import { channelOf } from './channel-of.ts';
import { poolCreation, poolPackage } from './parallel-constructs.ts';

/** A call of a function in a worker, through an object that stands for the worker. */
export interface RemoteCall {
  call: ts.CallExpression | ts.NewExpression;
  channel: Channel;
}

const mayCall = /\b(comlink|threads|proxy)\b/;
/** Functions that return an object with the functions of one worker. */
const wrappers = new Set(['comlink.wrap', 'threads.spawn']);
/** Longer chains of names for one object are rare. */
const deepest = 5;

/**
 * Finds the calls of functions that run in a worker: `api.add(1)` for `wrap<Api>(worker)` of Comlink, `spawn(worker)` of
 * threads and `pool.proxy()` of workerpool.
 */
export const remoteCalls = perChecker((sourceFile: ts.SourceFile, checker): readonly RemoteCall[] => {
  const found: RemoteCall[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      const callee = unwrap(node.expression);
      const channel =
        ts.isPropertyAccessExpression(callee) || ts.isIdentifier(callee) ? channelOfRemote(callee, checker, 0) : null;
      if (channel !== null) found.push({ call: node, channel });
    }
    ts.forEachChild(node, visit);
  };
  // A custom transfer handler may send anything.
  if (mayCall.test(sourceFile.text) && !/\btransferHandlers\b/.test(sourceFile.text)) visit(sourceFile);
  return found;
});

/** Returns how values travel to a remote object or one of its functions; `null` if it is none. */
function channelOfRemote(written: ts.Expression, checker: ts.TypeChecker, depth: number): Channel | null {
  if (depth > deepest) return null;
  const inner = unwrap(written);
  const value = ts.isAwaitExpression(inner) ? unwrap(inner.expression) : inner;
  const further = (next: ts.Expression): Channel | null => channelOfRemote(next, checker, depth + 1);
  if (ts.isNewExpression(value)) return further(value.expression);
  if (ts.isCallExpression(value)) return channelOfWrapper(value, checker);
  const declaration = importedSymbol(value, checker)?.valueDeclaration;
  if (declaration && (ts.isVariableDeclaration(declaration) || ts.isPropertyDeclaration(declaration)))
    if (declaration.initializer) {
      const held = further(declaration.initializer);
      if (held !== null) return held;
    }
  if (isTypedRemote(value, checker)) return 'threads';
  return ts.isPropertyAccessExpression(value) ? further(value.expression) : null;
}

function channelOfWrapper(call: ts.CallExpression, checker: ts.TypeChecker): Channel | null {
  if (wrappers.has(apiName(call.expression, checker) ?? '')) return 'threads';
  const callee = unwrap(call.expression);
  if (!ts.isPropertyAccessExpression(callee) || callee.name.text !== 'proxy') return null;
  if (poolPackage(callee.expression, checker) !== 'workerpool') return null;
  const pool = poolCreation(callee.expression, checker);
  return pool ? channelOf(pool, checker) : 'both';
}

/** `api: Comlink.Remote<Api>`. */
function isTypedRemote(value: ts.Expression, checker: ts.TypeChecker): boolean {
  if (!ts.isIdentifier(value) && !ts.isPropertyAccessExpression(value)) return false;
  const alias = checker.getTypeAtLocation(value).aliasSymbol;
  if (alias?.name !== 'Remote') return false;
  return (alias.declarations ?? []).some((each) => each.getSourceFile().fileName.includes('/node_modules/comlink/'));
}
