import ts from 'typescript';
import type { Finding } from '../../model/finding.ts';
import { taskReader } from '../tasks/walk-task.ts';
import { findingAt, type Rule } from './rule.ts';

const throws = taskReader((node) => (ts.isThrowStatement(node) && !isCaught(node) ? node : null));

/** Reports errors of the program's own classes that leave the task: they arrive as plain errors. */
export const errorClassLost: Rule = {
  codes: ['error-class-lost'],
  check(context) {
    const { checker } = context;
    return context.candidates.flatMap((candidate) => {
      const found = new Map<string, Finding>();
      for (const { fact: node, via } of throws(candidate, context)) {
        // Errors of other files are checked in those files.
        if (node.getSourceFile() !== context.sourceFile) continue;
        const symbol = checker.getTypeAtLocation(node.expression).getSymbol();
        const declaration = symbol?.valueDeclaration;
        if (!declaration || !ts.isClassLike(declaration) || declaration.getSourceFile().isDeclarationFile) continue;
        const className = symbol.name;
        const related = [{ node: declaration.name ?? declaration, note: `${className} is declared here` }];
        if (!found.has(className))
          found.set(className, findingAt(via ?? node.expression, 'error-class-lost', { className }, { related }));
      }
      return [...found.values()];
    });
  },
};

function isCaught(node: ts.Node): boolean {
  for (let inner = node; !ts.isFunctionLike(inner) && !ts.isSourceFile(inner); inner = inner.parent)
    if (ts.isTryStatement(inner.parent) && inner.parent.tryBlock === inner && inner.parent.catchClause) return true;
  return false;
}
