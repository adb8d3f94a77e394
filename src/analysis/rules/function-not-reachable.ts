import ts from 'typescript';
import type { FindingArgs } from '../../model/finding.ts';
import type { ListedFunction } from '../../model/target.ts';
import { functionOf } from '../tasks/find-candidates.ts';
import { findFunctions } from '../functions/find-functions.ts';
import { dispatchedTasks } from '../tasks/dispatched-tasks.ts';
import { isFunction, unwrap } from '../syntax/member-path.ts';
import { findingAt, type Rule } from './rule.ts';

/** Reports functions passed to a pool whose workers cannot find them, because the module does not export them. */
export const functionNotReachable: Rule = {
  codes: ['function-not-reachable'],
  check({ sourceFile, checker }) {
    return dispatchedTasks(sourceFile, checker).flatMap(({ task, call, library, how }) => {
      const callee = call.expression;
      const isCall = ts.isPropertyAccessExpression(callee) && /^(map|starmap|imap|apply)/.test(callee.name.text);
      // Other pools take names, or functions as text.
      if (how === 'offered' || library !== 'parallel-profiler' || !isCall) return [];
      const node = functionOf(task, checker);
      if (node?.getSourceFile() !== sourceFile) return [];
      const why = ts.isMethodDeclaration(task) ? null : reasonFor(task, node, sourceFile);
      const name = ts.isIdentifier(task) ? task.text : 'This function';
      return why === null ? [] : [findingAt(task, 'function-not-reachable', { name, why })];
    });
  },
};

function reasonFor(
  task: ts.Expression,
  node: ts.FunctionLikeDeclaration,
  sourceFile: ts.SourceFile,
): FindingArgs['function-not-reachable']['why'] | null {
  if (isFunction(unwrap(task))) return 'inline';
  // `memoize(f)` shares the code of `f`; what is passed has a name and an export of its own.
  const sharing = findFunctions(sourceFile).filter((found) => found.node === node);
  const name = task.getText();
  const isPassed = ({ name: shown, otherNames }: ListedFunction): boolean =>
    shown === name || otherNames.includes(name);
  const listed = (sharing.find((found) => isPassed(found.listed)) ?? sharing[0])?.listed;
  if (listed?.exported === true) return null;
  return (listed?.expression ?? null) === null ? 'nested' : 'not-exported';
}
