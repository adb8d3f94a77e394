import ts from 'typescript';
import type { Finding } from '../../model/finding.ts';
import { apiName } from '../node-api.ts';
import { parallelConstruct } from '../parallel-constructs.ts';
import { runsOnLoad } from '../runs-on-load.ts';
import { findingAt, type Rule } from './rule.ts';

/** What is felt outside: files, processes, timers, sockets. */
const effects =
  /^(fs\.(write|append|mkdir|rm|unlink|rename|copy|create)\w*|fs\.promises\.(writeFile|appendFile|mkdir|rm|unlink|rename|copyFile)|child_process\.\w+|process\.exit|setInterval|fetch|https?\.(get|request))$/;

/** Calls at the top level of a candidate's module, which every worker makes again. */
export const topLevelEffect: Rule = {
  covers: { 'top-level-effect': ['effects-on-load'] },
  check({ sourceFile, checker, candidates }) {
    if (candidates.length === 0) return [];
    const found: Finding[] = [];
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node)) {
        const call = effectOf(node, checker);
        if (call !== null && runsOnLoad(node, checker))
          found.push(findingAt(node, 'top-level-effect', 'warning', { call, module: null }));
      }
      // A function called at the top level is the reader's own; what it does is judged where it stands.
      if (!ts.isFunctionLike(node)) ts.forEachChild(node, visit);
    };
    ts.forEachChild(sourceFile, visit);
    return found;
  },
};

function effectOf(call: ts.CallExpression, checker: ts.TypeChecker): string | null {
  if (parallelConstruct(call, checker)) return null;
  const name = apiName(call.expression, checker);
  if (name !== null && effects.test(name)) return `${name}()`;
  const { expression } = call;
  const listens =
    ts.isPropertyAccessExpression(expression) && expression.name.text === 'listen' && call.arguments.length > 0;
  return listens && expression.getText().length < 40 ? `${expression.getText()}()` : null;
}
