import ts from 'typescript';
import type { TextEdit } from '../../model/change.ts';
import { exportedNames } from '../functions/exported-names.ts';
import { hasModifier } from '../functions/read-signature.ts';
import { hasRequire, styleOf } from './source-style.ts';

/**
 * Exports a top-level function under its own name. Returns no edits if it is exported by any name, `null` if it cannot be.
 */
export function addExport(declaration: ts.FunctionLikeDeclaration): TextEdit[] | null {
  const sourceFile = declaration.getSourceFile();
  const statement = topLevelStatement(declaration);
  const name = statement && nameOf(declaration);
  if (!statement || name === null) return null;
  if (isExported(declaration)) return [];
  const file = sourceFile.fileName;
  if (hasRequire(sourceFile)) {
    const at = sourceFile.text.trimEnd().length;
    return [{ file, start: at, end: at, text: `\n\nmodule.exports.${name} = ${name}${styleOf(sourceFile).end}` }];
  }
  const start = statement.getStart(sourceFile);
  return [{ file, start, end: start, text: 'export ' }];
}

/** Returns whether other modules, such as workers, can import a top-level function. */
function isExported(declaration: ts.FunctionLikeDeclaration): boolean {
  const statement = topLevelStatement(declaration);
  const name = nameOf(declaration);
  if (!statement || name === null) return false;
  if (ts.canHaveModifiers(statement) && hasModifier(statement, ts.SyntaxKind.ExportKeyword)) return true;
  return exportedNames(declaration.getSourceFile()).has(name);
}

/** Returns the top-level statement that declares the function and nothing else: `function f` or `const f = ...`. */
export function topLevelStatement(
  declaration: ts.FunctionLikeDeclaration,
): ts.FunctionDeclaration | ts.VariableStatement | null {
  if (ts.isFunctionDeclaration(declaration)) return ts.isSourceFile(declaration.parent) ? declaration : null;
  const statement = variableStatement(declaration);
  return statement && ts.isSourceFile(statement.parent) ? statement : null;
}

/** Returns the statement `const f = ...` if the function is all that it declares. */
export function variableStatement(declaration: ts.FunctionLikeDeclaration): ts.VariableStatement | null {
  const variable = declaration.parent;
  if (!ts.isVariableDeclaration(variable) || !ts.isIdentifier(variable.name)) return null;
  const statement = variable.parent.parent;
  return ts.isVariableStatement(statement) && statement.declarationList.declarations.length === 1 ? statement : null;
}

/** Returns the name by which other code of the module refers to a function. */
export function nameOf(declaration: ts.FunctionLikeDeclaration): string | null {
  if (ts.isFunctionDeclaration(declaration)) return declaration.name?.text ?? null;
  const { parent } = declaration;
  return ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name) ? parent.name.text : null;
}
