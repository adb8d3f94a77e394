import ts from 'typescript';
import type { TextEdit } from '../../model/change.ts';
import { isReference, referredSymbol } from '../syntax/bind-file.ts';
import { importName } from '../edits/import-name.ts';
import type { Fixer } from './fixer.ts';

/** Uses the cores available to this process instead of all cores of the machine or an excessive number. */
export const useAvailableParallelism: Fixer = {
  codes: ['core-count-from-cpus', 'more-workers-than-cores'],
  fix({ sourceFile, checker, node }) {
    if (!ts.isExpression(node)) return [];
    const replaced = { file: sourceFile.fileName, start: node.getStart(sourceFile), end: node.end };
    const title = 'Use availableParallelism()';
    const specifier = onlyImportOf(node, checker);
    if (specifier && !sourceFile.text.includes('availableParallelism')) {
      const renamed: TextEdit = {
        file: sourceFile.fileName,
        start: specifier.getStart(sourceFile),
        end: specifier.end,
        text: 'availableParallelism',
      };
      return [{ title, edits: [renamed, { ...replaced, text: 'availableParallelism()' }], preferred: true }];
    }
    const { expression, edits } = importName(sourceFile, 'node:os', 'availableParallelism');
    return [{ title, edits: [...edits, { ...replaced, text: `${expression}()` }], preferred: true }];
  },
};

/** Returns the import of `cpus` if nothing else in the file uses it, so that it can be removed. */
function onlyImportOf(node: ts.Node, checker: ts.TypeChecker): ts.ImportSpecifier | null {
  const imported = new Set<ts.ImportSpecifier>();
  const uses = new Map<ts.Symbol, number>();
  const count = (part: ts.Node, inside: boolean): void => {
    if (ts.isIdentifier(part) && isReference(part)) {
      const symbol = referredSymbol(part, checker);
      const declaration = symbol?.declarations?.[0];
      if (symbol && declaration && ts.isImportSpecifier(declaration) && !ts.isImportSpecifier(part.parent)) {
        uses.set(symbol, (uses.get(symbol) ?? 0) + 1);
        if (inside) imported.add(declaration);
      }
    }
    ts.forEachChild(part, (child) => {
      count(child, inside || child === node);
    });
  };
  count(node.getSourceFile(), false);
  for (const specifier of imported) {
    const symbol = checker.getSymbolAtLocation(specifier.name);
    if (symbol && uses.get(symbol) === 1 && (specifier.propertyName ?? specifier.name).text === 'cpus')
      return specifier;
  }
  return null;
}
