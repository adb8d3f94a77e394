import ts from 'typescript';
import type { Finding } from '../../model/finding.ts';
import { importedModules } from '../project/imported-modules.ts';
import { apiName } from '../syntax/node-api.ts';
import { parallelConstruct } from '../tasks/parallel-constructs.ts';
import { runsOnLoad } from '../tasks/runs-on-load.ts';
import type { RuleContext } from '../tasks/candidate.ts';
import { isWorkerProgram } from '../tasks/worker-tasks.ts';
import { findingAt, type Rule } from './rule.ts';

/** Effects outside the module: files, processes, timers, sockets. */
const effects =
  /^(fs\.(write|append|mkdir|rm|unlink|rename|copy|create)\w*|fs\.promises\.(writeFile|appendFile|mkdir|rm|unlink|rename|copyFile)|child_process\.\w+|process\.exit|setInterval|fetch|https?\.(get|request))$/;
/** Maximum number of imported modules to follow; a worker loads all of them. */
const mostModules = 200;

/** Reports calls at the top level of a candidate's module and of its imports, which every worker repeats. */
export const topLevelEffect: Rule = {
  codes: ['top-level-effect'],
  check(context) {
    const { sourceFile, candidates, checker } = context;
    if (candidates.every(({ role }) => role === 'listener')) return [];
    // In the program of a worker, every worker is meant to run it.
    const own = isWorkerProgram(sourceFile, checker) ? [] : effectsOf(sourceFile, context);
    const inFile = own.map(({ node, call }) => findingAt(node, 'top-level-effect', { call, module: null }));
    return [...inFile, ...throughImports(context)];
  },
};

/** Returns one finding for each import that causes an effect, however deep. */
function throughImports(context: RuleContext): Finding[] {
  const seen = new Set([context.sourceFile]);
  return importedModules(context.sourceFile, context.program).flatMap(({ node, sourceFile, specifier }) => {
    const queue = sourceFile ? [sourceFile] : [];
    for (let next = queue.shift(); next && seen.size < mostModules; next = queue.shift()) {
      if (seen.has(next)) continue;
      seen.add(next);
      const [effect] = effectsOf(next, context);
      if (effect) {
        const related = [{ node: effect.node, note: 'it happens here' }];
        return [findingAt(node, 'top-level-effect', { call: effect.call, module: specifier }, { related })];
      }
      for (const inner of importedModules(next, context.program)) if (inner.sourceFile) queue.push(inner.sourceFile);
    }
    return [];
  });
}

interface Effect {
  node: ts.CallExpression;
  call: string;
}

const known = new WeakMap<ts.SourceFile, Effect[]>();

/** An unchanged file keeps its tree from program to program, and with it the cached answer. */
function effectsOf(sourceFile: ts.SourceFile, { checker }: RuleContext): Effect[] {
  const before = known.get(sourceFile);
  if (before) return before;
  const found: Effect[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const call = effectOf(node, checker);
      if (call !== null && runsOnLoad(node, checker)) found.push({ node, call });
    }
    // Also into functions: `main()` at the top level runs what is in it.
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(sourceFile, visit);
  known.set(sourceFile, found);
  return found;
}

function effectOf(call: ts.CallExpression, checker: ts.TypeChecker): string | null {
  if (parallelConstruct(call, checker)) return null;
  const name = apiName(call.expression, checker);
  if (name !== null && effects.test(name)) return `${name}()`;
  const { expression } = call;
  const listens =
    ts.isPropertyAccessExpression(expression) && expression.name.text === 'listen' && call.arguments.length > 0;
  return listens && expression.getText().length < 40 ? `${expression.getText()}()` : null;
}
