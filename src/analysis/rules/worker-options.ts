import ts from 'typescript';
import type { Finding } from '../../model/finding.ts';
import { parallelConstructs, type ParallelConstruct } from '../tasks/parallel-constructs.ts';
import { workerFile } from '../tasks/worker-file.ts';
import { findingAt, type Rule } from './rule.ts';

/** Flags that configure V8 for the whole process, https://nodejs.org/api/worker_threads.html#new-workerfilename-options. */
const v8Flag =
  /^--(max[-_]old[-_]space[-_]size|max[-_]semi[-_]space[-_]size|stack[-_]size|expose[-_]gc|expose-gc|jitless|harmony\S*|gc[-_]\S*|title)/;

/**
 * Reports start options of a worker thread that do not work: paths that resolve to another file than expected, and
 * unsupported flags.
 */
export const workerOptions: Rule = {
  codes: ['worker-path-from-cwd', 'worker-v8-flag', 'debug-flag-in-worker'],
  check({ sourceFile, checker }) {
    return parallelConstructs(sourceFile, checker)
      .filter(({ kind }) => kind !== 'pool')
      .flatMap((construct) => [...pathFinding(construct, checker), ...flagFindings(construct)]);
  },
};

function pathFinding(construct: ParallelConstruct, checker: ts.TypeChecker): Finding[] {
  const file = construct.kind === 'worker' ? workerFile(construct, checker) : null;
  return file?.form === 'cwd' ? [findingAt(file.node, 'worker-path-from-cwd', { path: file.path })] : [];
}

function flagFindings({ node, kind }: ParallelConstruct): Finding[] {
  return flagsOf(node).flatMap((element) => {
    const flag = ts.isStringLiteralLike(element)
      ? element.text
      : ts.isTemplateExpression(element)
        ? element.head.text
        : '';
    const name = flag.replace(/=.*$/, '');
    // Port 0 picks a free port for each worker.
    if (flag.startsWith('--inspect') && !/=(.*:)?0$/.test(flag))
      return [findingAt(element, 'debug-flag-in-worker', { flag: name })];
    return kind === 'worker' && v8Flag.test(flag) ? [findingAt(element, 'worker-v8-flag', { flag: name })] : [];
  });
}

/** Returns the elements of `execArgv: [...]`, in whichever argument the options are. */
function flagsOf({ arguments: args }: ParallelConstruct['node']): ts.Expression[] {
  const options = args?.find((argument) => ts.isObjectLiteralExpression(argument));
  const execArgv = options?.properties.find((property) => property.name?.getText() === 'execArgv');
  const isList = execArgv && ts.isPropertyAssignment(execArgv) && ts.isArrayLiteralExpression(execArgv.initializer);
  return isList ? [...execArgv.initializer.elements] : [];
}
