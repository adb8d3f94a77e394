import ts from 'typescript';
import { isModuleLevel, isReference, referredSymbol } from '../syntax/bind-file.ts';
import { isInside } from '../syntax/node-at.ts';
import { functionOf } from '../tasks/find-candidates.ts';
import { dispatchedTasks, isSentAsText, type DispatchedTask } from '../tasks/dispatched-tasks.ts';
import { findingAt, type Rule } from './rule.ts';

/** A variable that a function uses and does not declare, at its first use. */
interface FreeVariable {
  use: ts.Identifier;
  declaration: ts.Declaration;
}

/** Further findings would only repeat this for other variables. */
const mostPerFunction = 3;

/** Reports variables of the enclosing scope in a function passed to a pool: the function arrives without them. */
export const capturedVariable: Rule = {
  codes: ['captured-variable'],
  check({ sourceFile, checker }) {
    return dispatchedTasks(sourceFile, checker).flatMap((handed) => {
      const node = takesFunctions(handed) ? functionOf(handed.task, checker) : null;
      if (node?.getSourceFile() !== sourceFile) return [];
      const isText = isSentAsText(handed);
      return freeVariables(node, checker)
        .filter(({ declaration }) => isText || !(isImport(declaration) || isModuleLevel(declaration)))
        .slice(0, mostPerFunction)
        .map(({ use, declaration }) => {
          const variable = use.text;
          const name = ts.getNameOfDeclaration(declaration) ?? declaration;
          const related = [{ node: name, note: `${variable} is declared here` }];
          return findingAt(use, 'captured-variable', { variable, isText }, { related });
        });
    });
  },
};

/** Returns whether a pool takes functions rather than names; other libraries may handle functions differently. */
function takesFunctions(handed: DispatchedTask): boolean {
  const { library, how, call } = handed;
  if (how === 'offered') return false;
  if (isSentAsText(handed)) return true;
  const callee = call.expression;
  const method = ts.isPropertyAccessExpression(callee) ? callee.name.text : '';
  return library === 'parallel-profiler' && /^(map|starmap|imap|apply)/.test(method);
}

function isImport(declaration: ts.Declaration): boolean {
  return (
    ts.isImportSpecifier(declaration) ||
    ts.isImportClause(declaration) ||
    ts.isNamespaceImport(declaration) ||
    ts.isImportEqualsDeclaration(declaration)
  );
}

/** Returns the variables that a function uses from enclosing scopes, without globals and types. */
function freeVariables(node: ts.FunctionLikeDeclaration, checker: ts.TypeChecker): FreeVariable[] {
  const found = new Map<ts.Symbol, FreeVariable>();
  const visit = (part: ts.Node): void => {
    if (ts.isTypeNode(part)) return;
    if (ts.isIdentifier(part) && isReference(part)) {
      const symbol = referredSymbol(part, checker);
      const declaration = symbol?.declarations?.[0];
      if (symbol && declaration && !found.has(symbol) && !isInside(declaration, node) && !isAmbient(declaration))
        found.set(symbol, { use: part, declaration });
    }
    ts.forEachChild(part, visit);
  };
  for (const parameter of node.parameters) visit(parameter);
  if (node.body) visit(node.body);
  return [...found.values()];
}

function isAmbient(declaration: ts.Declaration): boolean {
  const sourceFile = declaration.getSourceFile();
  // The parameters of a CommonJS module are declared by the file as a whole.
  return sourceFile.isDeclarationFile || ts.isSourceFile(declaration);
}
