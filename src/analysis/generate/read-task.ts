import ts from 'typescript';
import { referredSymbol } from '../bind-file.ts';
import { topLevelStatement } from '../edits/add-export.ts';
import { captures } from '../edits/move-to-module-level.ts';
import { functionOf } from '../find-candidates.ts';
import { unwrap } from '../member-path.ts';

/** The function that is called for every item, as workers will find it. */
export interface Task {
  /** As the code at the call writes it. */
  written: string;
  /** Its name among the exports of its module. */
  exportName: string;
  /** As the file that has it imported writes the module; `null` for the file itself. */
  specifier: string | null;
  declaration: ts.FunctionLikeDeclaration | null;
  signature: ts.Signature;
}

/** A task, or why the function can be none. */
export type ReadTask = { task: Task; problem: null } | { task: null; problem: string };

/** Reads the function of a call: one of the file's top level, or an imported one. */
export function readTask(written: ts.Expression, checker: ts.TypeChecker): ReadTask {
  const expression = unwrap(written);
  const name = expression.getText();
  const [signature] = checker.getTypeAtLocation(expression).getCallSignatures();
  if (!signature) return cannot(`${name} is not known to be a function`);
  const imported = importOf(expression, checker);
  const declaration = functionOf(expression, checker);
  if (declaration?.asteriskToken) return cannot(`${name} returns a generator, which cannot be sent between workers`);
  if (imported) return { task: { written: name, declaration, signature, ...imported }, problem: null };
  if (ts.isPropertyAccessExpression(expression))
    return cannot(
      `${name} is a method: workers find functions by the name they are exported under, so make it a function that takes the data it needs`,
    );
  if (!ts.isIdentifier(expression))
    return cannot('the function has no name by which workers could find it: give it one and export it');
  if (declaration?.getSourceFile() !== expression.getSourceFile())
    return cannot(`${name} is not a function of this file and not imported into it`);
  if (!topLevelStatement(declaration)) {
    const captured = captures(declaration, checker);
    return cannot(
      captured === null
        ? `${name} is defined inside another function, out of reach for workers: move it to module level first`
        : `${name} is defined inside another function and uses ${captured} of it: pass that as an argument and move ${name} to module level first`,
    );
  }
  if (usesThis(declaration)) return cannot(`${name} uses this, which is not sent to workers`);
  return { task: { written: name, exportName: name, specifier: null, declaration, signature }, problem: null };
}

function cannot(problem: string): ReadTask {
  return { task: null, problem };
}

/** `import { f }`, `import { g as f }`, `import f`, `import * as tasks` with `tasks.f`. */
function importOf(expression: ts.Expression, checker: ts.TypeChecker): Pick<Task, 'exportName' | 'specifier'> | null {
  const root = ts.isPropertyAccessExpression(expression) ? expression.expression : expression;
  if (!ts.isIdentifier(root)) return null;
  const declaration = referredSymbol(root, checker)?.declarations?.[0];
  if (!declaration) return null;
  const from = ts.findAncestor(declaration, ts.isImportDeclaration)?.moduleSpecifier;
  if (!from || !ts.isStringLiteral(from)) return null;
  const specifier = from.text;
  if (ts.isPropertyAccessExpression(expression))
    return ts.isNamespaceImport(declaration) ? { exportName: expression.name.text, specifier } : null;
  if (ts.isImportSpecifier(declaration))
    return { exportName: (declaration.propertyName ?? declaration.name).text, specifier };
  return ts.isImportClause(declaration) ? { exportName: 'default', specifier } : null;
}

function usesThis(declaration: ts.FunctionLikeDeclaration): boolean {
  const visit = (node: ts.Node): boolean => {
    if (node.kind === ts.SyntaxKind.ThisKeyword) return true;
    if (ts.isClassLike(node) || (ts.isFunctionLike(node) && !ts.isArrowFunction(node))) return false;
    return ts.forEachChild(node, visit) ?? false;
  };
  return declaration.body !== undefined && visit(declaration.body);
}
