import ts from 'typescript';
import { addExport } from '../edits/add-export.ts';
import { moveToModuleLevel, nameAtModuleLevel } from '../edits/move-to-module-level.ts';
import { functionOf } from '../tasks/find-candidates.ts';
import { isFunction, unwrap } from '../syntax/member-path.ts';
import type { Fixer } from './fixer.ts';

/** Exports a function from its module so that workers can find it. */
export const reachFunction: Fixer = {
  codes: ['function-not-reachable'],
  fix({ sourceFile, checker, node }) {
    const written = ts.isExpression(node) ? unwrap(node) : null;
    if (written && isFunction(written)) {
      const { edits } = nameAtModuleLevel(written, checker);
      return edits ? [{ title: 'Give it a name at module level and export it', edits, preferred: true }] : [];
    }
    const declaration = declarationOf(node, checker);
    if (declaration?.getSourceFile() !== sourceFile) return [];
    const exported = addExport(declaration);
    if (exported && exported.length > 0) return [{ title: 'Export it', edits: exported, preferred: true }];
    const { edits } = moveToModuleLevel(declaration, checker);
    return edits ? [{ title: 'Move it to module level and export it', edits, preferred: true }] : [];
  },
};

/** Returns the function at a mark: passed, declared or named there. */
function declarationOf(node: ts.Node, checker: ts.TypeChecker): ts.FunctionLikeDeclaration | null {
  if (ts.isIdentifier(node)) {
    const { parent } = node;
    if (ts.isFunctionDeclaration(parent) && parent.name === node) return parent;
    if (ts.isVariableDeclaration(parent) && parent.name === node && parent.initializer)
      return functionOf(parent.initializer, checker);
  }
  if (ts.isFunctionDeclaration(node)) return node;
  return ts.isExpression(node) ? functionOf(node, checker) : null;
}
