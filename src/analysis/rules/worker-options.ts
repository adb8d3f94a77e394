import ts from 'typescript';
import type { Finding } from '../../model/finding.ts';
import { parallelConstructs } from '../parallel-constructs.ts';
import { findingAt, type Rule } from './rule.ts';

/** Flags that configure V8 for the whole process, https://nodejs.org/api/worker_threads.html#new-workerfilename-options. */
const v8Flag =
  /^--(max[-_]old[-_]space[-_]size|max[-_]semi[-_]space[-_]size|stack[-_]size|expose[-_]gc|expose-gc|jitless|harmony\S*|gc[-_]\S*|title)/;

/** How a worker thread is started: paths that mean another file than they seem to, flags that it does not take. */
export const workerOptions: Rule = {
  covers: {
    'worker-path-from-cwd': ['bundled-worker', 'other-surroundings'],
    'worker-v8-flag': ['v8-flags', 'inherited-flags'],
    'debug-flag-in-worker': ['inherited-flags'],
  },
  check({ sourceFile, checker }) {
    return parallelConstructs(sourceFile, checker)
      .filter(({ kind }) => kind === 'worker')
      .flatMap(({ node }) => [...pathFinding(node), ...flagFindings(node)]);
  },
};

function pathFinding({ arguments: args }: ts.NewExpression | ts.CallExpression): Finding[] {
  const [file, options] = args ?? [];
  if (!file || !ts.isStringLiteralLike(file) || !/^\.\.?\//.test(file.text)) return [];
  // With `eval`, the first argument is the code.
  if (options?.getText().includes('eval')) return [];
  return [findingAt(file, 'worker-path-from-cwd', 'warning', { path: file.text })];
}

function flagFindings({ arguments: args }: ts.NewExpression | ts.CallExpression): Finding[] {
  const options = args?.[1];
  if (!options || !ts.isObjectLiteralExpression(options)) return [];
  const execArgv = options.properties.find((property) => property.name?.getText() === 'execArgv');
  if (!execArgv || !ts.isPropertyAssignment(execArgv) || !ts.isArrayLiteralExpression(execArgv.initializer)) return [];
  return execArgv.initializer.elements.flatMap((element) => {
    const flag = ts.isStringLiteralLike(element)
      ? element.text
      : ts.isTemplateExpression(element)
        ? element.head.text
        : '';
    if (!v8Flag.test(flag)) return [];
    return [findingAt(element, 'worker-v8-flag', 'error', { flag: flag.replace(/=.*$/, '') })];
  });
}
