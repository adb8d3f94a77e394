import ts from 'typescript';
import { apiName } from './node-api.ts';
import { walkTask } from './walk-task.ts';
import type { Candidate, RuleContext } from './rules/rule.ts';

/** Calls whose promise is a wait for a disk, a network or a clock. */
const waits =
  /^(fetch|(fs\.promises|fs\.extra)\.\w+|timers\.promises\.setTimeout|dns\.promises\.\w+|undici\.(fetch|request)|got(\.\w+)?|ky(\.\w+)?|node-fetch|axios(\.(get|post|put|patch|delete|head|request))?|superagent\.\w+)$/;

/**
 * The wait of an asynchronous candidate that does nothing else worth a worker; `null` where it computes as well, as far
 * as the text tells: a loop that does not wait in every pass, or synchronous work of the platform.
 */
export function waitsForIo(candidate: Candidate, context: RuleContext): ts.CallExpression | null {
  if (!isAsync(candidate.node)) return null;
  const waiting: ts.CallExpression[] = [];
  const computing: ts.Node[] = [];
  walkTask(candidate, context, ({ node, via }) => {
    if (ts.isCallExpression(node)) {
      const name = apiName(node.expression, context.checker) ?? '';
      if (waits.test(name)) waiting.push(via && ts.isCallExpression(via) ? via : node);
      if (name.endsWith('Sync') || /^(crypto|zlib)\./.test(name)) computing.push(node);
    }
    if (
      ts.isIterationStatement(node, false) &&
      !(ts.isForOfStatement(node) && node.awaitModifier) &&
      !containsAwait(node)
    )
      computing.push(node);
  });
  return computing.length > 0 ? null : (waiting[0] ?? null);
}

function isAsync(node: ts.FunctionLikeDeclaration): boolean {
  return (
    ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword)
  );
}

function containsAwait(node: ts.Node): boolean {
  if (ts.isAwaitExpression(node)) return true;
  if (ts.isFunctionLike(node)) return false;
  return ts.forEachChild(node, containsAwait) ?? false;
}
