import ts from 'typescript';
import { referredSymbol } from './bind-file.ts';

/** An export of another module; the module is spelled as in the import. */
export interface ImportedName {
  module: string;
  /** `default`, or the name of an export. */
  name: string;
}

/**
 * Returns the export of another module that an expression refers to: `import { f }`, `import { g as f }`, `import f`,
 * `tasks.f` of a namespace.
 */
export function importedName(expression: ts.Expression, checker: ts.TypeChecker): ImportedName | null {
  const root = ts.isPropertyAccessExpression(expression) ? expression.expression : expression;
  const declaration = ts.isIdentifier(root) ? referredSymbol(root, checker)?.declarations?.[0] : undefined;
  const from = declaration && ts.findAncestor(declaration, isImport)?.moduleSpecifier;
  if (!from || !ts.isStringLiteralLike(from)) return null;
  const module = from.text;
  if (ts.isPropertyAccessExpression(expression))
    return ts.isNamespaceImport(declaration) ? { module, name: expression.name.text } : null;
  if (ts.isImportSpecifier(declaration)) return { module, name: (declaration.propertyName ?? declaration.name).text };
  return ts.isImportClause(declaration) ? { module, name: 'default' } : null;
}

function isImport(node: ts.Node): node is ts.ImportDeclaration | ts.JSDocImportTag {
  return ts.isImportDeclaration(node) || ts.isJSDocImportTag(node);
}
