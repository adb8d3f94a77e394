import ts from 'typescript';
import { hasAwait } from '../functions/function-body.ts';
import { apiName } from '../syntax/node-api.ts';
import { hasModifier } from '../functions/read-signature.ts';
import { taskReader } from './walk-task.ts';
import type { Candidate, RuleContext } from './candidate.ts';

/** Calls whose promise waits for a disk, a network or a timer. */
const waits =
  /^(fetch|(fs\.promises|fs\.extra)\.\w+|timers\.promises\.setTimeout|dns\.promises\.\w+|undici\.(fetch|request)|got(\.\w+)?|ky(\.\w+)?|node-fetch|axios(\.(get|post|put|patch|delete|head|request))?|superagent\.\w+)$/;

const waitsAndWork = taskReader((node, checker): 'waits' | 'works' | null => {
  if (ts.isCallExpression(node)) {
    const name = apiName(node.expression, checker) ?? '';
    if (waits.test(name)) return 'waits';
    return name.endsWith('Sync') || /^(crypto|zlib)\./.test(name) ? 'works' : null;
  }
  if (!ts.isIterationStatement(node, false) || (ts.isForOfStatement(node) && node.awaitModifier)) return null;
  return hasAwait(node) ? null : 'works';
});

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
