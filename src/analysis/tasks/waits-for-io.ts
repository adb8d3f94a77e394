import ts from 'typescript';
import { hasAwait } from '../functions/function-body.ts';
import { apiName } from '../syntax/node-api.ts';
import { hasModifier } from '../functions/read-signature.ts';
import { isFunction } from '../syntax/member-path.ts';
import { functionOf } from './find-candidates.ts';
import { taskReader } from './walk-task.ts';
import type { Candidate, RuleContext } from './candidate.ts';

/** Calls whose promise waits for a disk, a network or a timer. */
const waits =
  /^(fetch|(fs\.promises|fs\.extra)\.\w+|timers\.promises\.setTimeout|dns\.promises\.\w+|undici\.(fetch|request)|got(\.\w+)?|ky(\.\w+)?|node-fetch|axios(\.(get|post|put|patch|delete|head|request))?|superagent\.\w+)$/;

const works = /Sync$|^(crypto|zlib)\.|^JSON\.(parse|stringify)$|^structuredClone$/;
/** Methods that go over all of an array or a text. */
const goesOverAll =
  /^(sort|toSorted|map|flatMap|filter|reduce|reduceRight|forEach|split|replaceAll|matchAll|repeat|normalize|localeCompare)$/;

/** Recursion, methods that go over a whole array or text, and calls of packages that return a value, not a promise. */
function computes(call: ts.CallExpression, checker: ts.TypeChecker): boolean {
  const { expression, arguments: given, parent } = call;
  if (ts.isPropertyAccessExpression(expression) && goesOverAll.test(expression.name.text)) {
    const startsPromises = ts.isCallExpression(parent) && /^Promise\.\w+$/.test(parent.expression.getText());
    if (!startsPromises && !given.some((argument) => hasAwait(argument) || isAsync(argument))) return true;
  }
  const around = ts.findAncestor(call, ts.isFunctionLike);
  if (around && functionOf(expression, checker) === around && !isPromise(call, checker)) return true;
  const called = checker.getResolvedSignature(call)?.declaration?.getSourceFile().fileName ?? '';
  const isOfPackage =
    called.includes('/node_modules/') && !/\/node_modules\/(@types\/node|undici-types)\//.test(called);
  return isOfPackage && !isLibrary.test(called) && !isPromise(call, checker);
}

const isLibrary = /\/lib\.[\w.]+\.d\.ts$/;

function isAsync(argument: ts.Expression): boolean {
  return isFunction(argument) && hasModifier(argument, ts.SyntaxKind.AsyncKeyword);
}

function isPromise(call: ts.CallExpression, checker: ts.TypeChecker): boolean {
  return checker.getTypeAtLocation(call).getProperty('then') !== undefined;
}

const waitsAndWork = taskReader((node, checker): 'waits' | 'works' | null => {
  if (ts.isCallExpression(node)) {
    const name = apiName(node.expression, checker) ?? '';
    if (waits.test(name)) return 'waits';
    return works.test(name) || computes(node, checker) ? 'works' : null;
  }
  if (!ts.isIterationStatement(node, false) || (ts.isForOfStatement(node) && node.awaitModifier)) return null;
  return hasAwait(node) ? null : 'works';
});

/** Whether the text shows that a candidate computes: a loop without waiting, or work of the platform or of a package. */
export function alsoComputes(candidate: Candidate, context: RuleContext): boolean {
  return waitsAndWork(candidate, context).some(({ fact }) => fact === 'works');
}

/**
 * Returns the call that an asynchronous candidate waits for, if the candidate does nothing else worth a worker. Returns
 * `null` if the text shows that it also computes: a loop that does not wait in every iteration, or synchronous work of
 * the platform.
 */
export function waitsForIo(candidate: Candidate, context: RuleContext): ts.CallExpression | null {
  const { node } = candidate;
  if (!ts.canHaveModifiers(node) || !hasModifier(node, ts.SyntaxKind.AsyncKeyword)) return null;
  const seen = waitsAndWork(candidate, context);
  if (seen.some(({ fact }) => fact === 'works')) return null;
  const [wait] = seen;
  if (!wait) return null;
  const at = wait.via ?? wait.node;
  return ts.isCallExpression(at) ? at : null;
}
