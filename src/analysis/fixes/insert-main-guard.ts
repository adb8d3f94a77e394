import ts from 'typescript';
import { guardStatements, loadingStatements, statementsToGuard } from '../edits/guard-statements.ts';
import { importName, type ImportedName } from '../edits/import-name.ts';
import { apiName } from '../syntax/node-api.ts';
import { parallelConstruct } from '../tasks/parallel-constructs.ts';
import type { Fixer } from './fixer.ts';

/** Restricts the start of workers, and everything that depends on it, to the main program. */
export const insertMainGuard: Fixer = {
  codes: ['missing-main-guard'],
  fix({ sourceFile, checker, node }) {
    const guard = guardFor(node, sourceFile, checker);
    const first = loadingStatements(node, checker);
    if (!guard || first.length === 0) return [];
    const { statements } = statementsToGuard(sourceFile, checker, first);
    if (!statements) return [];
    const edits = [...guard.edits, ...guardStatements(sourceFile, statements, guard.expression)];
    return [{ title: `Insert a main guard: if (${guard.expression})`, edits, preferred: true }];
  },
};

/** Returns a condition that holds only in the main program, for the kind of worker started. */
function guardFor(node: ts.Node, sourceFile: ts.SourceFile, checker: ts.TypeChecker): ImportedName | null {
  const construct = parallelConstruct(node, checker);
  if (!construct) return null;
  const name = apiName(construct.node.expression, checker) ?? '';
  if (name.startsWith('parallel-profiler.')) return importName(sourceFile, 'parallel-profiler', 'isMain');
  if (name === 'child_process.fork') return { expression: 'process.send === undefined', edits: [] };
  const { expression } = construct.node;
  if (name === 'cluster.fork' && ts.isPropertyAccessExpression(expression))
    return { expression: `${expression.expression.getText()}.isPrimary`, edits: [] };
  if (/cluster/i.test(name)) return null;
  // Other libraries start processes by an option, and `isMainThread` is `true` in every process.
  if (
    /process/i.test(
      construct.node.arguments
        ?.slice(1)
        .map((argument) => argument.getText())
        .join() ?? '',
    )
  )
    return null;
  return importName(sourceFile, 'node:worker_threads', 'isMainThread');
}
