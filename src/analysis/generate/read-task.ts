import ts from 'typescript';
import { topLevelStatement } from '../edits/add-export.ts';
import { captures } from '../edits/move-to-module-level.ts';
import { functionOf } from '../tasks/find-candidates.ts';
import { firstThis } from '../functions/function-body.ts';
import { importedName } from '../syntax/imported-name.ts';
import { unwrap } from '../syntax/member-path.ts';

/** The function called for every item, as workers will find it. */
export interface Task {
  /** The expression used at the call. */
  written: string;
  /** Its name among the exports of its module. */
  exportName: string;
  /** The module specifier of its import; `null` if the file itself declares it. */
  specifier: string | null;
  declaration: ts.FunctionLikeDeclaration | null;
  signature: ts.Signature;
}

/** A task, or the reason why the function cannot be one. */
export type ReadTask = { task: Task; problem: null } | { task: null; problem: string };

/** Reads the function of a call: a top-level one, or an imported one. */
export function readTask(written: ts.Expression, checker: ts.TypeChecker): ReadTask {
  const expression = unwrap(written);
  const name = expression.getText();
  const [signature] = checker.getTypeAtLocation(expression).getCallSignatures();
  if (!signature) return cannot(`${name} is not known to be a function`);
  const imported = importedName(expression, checker);
  const declaration = functionOf(expression, checker);
  if (declaration?.asteriskToken) return cannot(`${name} returns a generator, which cannot be sent between workers`);
  if (imported) {
    const { name: exportName, module: specifier } = imported;
    return { task: { written: name, exportName, specifier, declaration, signature }, problem: null };
  }
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
  if (declaration.body && firstThis(declaration.body)) return cannot(`${name} uses this, which is not sent to workers`);
  return { task: { written: name, exportName: name, specifier: null, declaration, signature }, problem: null };
}

function cannot(problem: string): ReadTask {
  return { task: null, problem };
}
