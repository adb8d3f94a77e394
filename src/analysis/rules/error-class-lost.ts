import ts from 'typescript';
import { extendedBy } from '../functions/declarations.ts';
import type { Finding } from '../../model/finding.ts';
import { isAssignment } from '../syntax/derived-values.ts';
import { apiName } from '../syntax/node-api.ts';
import { isCaught } from '../tasks/is-caught.ts';
import { taskReader } from '../tasks/walk-task.ts';
import { findingAt, type Rule } from './rule.ts';

const throws = taskReader((node, checker) => (isCaught(node) ? null : thrownBy(node, checker)));

/** `error` of `throw error` and of `return Promise.reject(error)`. */
function thrownBy(node: ts.Node, checker: ts.TypeChecker): ts.Expression | null {
  if (ts.isThrowStatement(node)) return node.expression;
  if (!ts.isCallExpression(node) || !node.expression.getText().endsWith('Promise.reject')) return null;
  const { parent } = node;
  const isResult = ts.isReturnStatement(parent) || (ts.isArrowFunction(parent) && parent.body === node);
  const [error] = node.arguments;
  return isResult && error && apiName(node.expression, checker) === 'Promise.reject' ? error : null;
}

/** More names would only make the sentence longer. */
const mostFields = 3;
/** Of these, cloning keeps all but `name`, which it derives from the class. */
const ofEveryError = new Set(['name', 'message', 'stack', 'cause']);

/** Reports errors of the program's own classes that leave the task: they arrive as plain errors. */
export const errorClassLost: Rule = {
  codes: ['error-class-lost'],
  check(context) {
    const { checker } = context;
    return context.candidates.flatMap((candidate) => {
      // The error event of a worker keeps the fields of an error.
      if (candidate.role === 'listener') return [];
      const found = new Map<string, Finding>();
      for (const { fact: thrown, via, caught } of throws(candidate, context)) {
        if (caught) continue;
        // Errors of other files are checked in those files.
        if (thrown.getSourceFile() !== context.sourceFile) continue;
        const type = checker.getTypeAtLocation(thrown);
        const fields = ownFields(type, thrown, checker);
        if (fields.length > 0) {
          const args = { className: 'Error', fields: fields.slice(0, mostFields).join(', ') };
          if (!found.has(args.fields)) found.set(args.fields, findingAt(via ?? thrown, 'error-class-lost', args));
          continue;
        }
        const symbol = type.getSymbol();
        const declaration = symbol?.valueDeclaration;
        if (!declaration || !ts.isClassLike(declaration) || declaration.getSourceFile().isDeclarationFile) continue;
        if (!extendsError(type, checker)) continue;
        const className = symbol.name;
        const related = [{ node: declaration.name ?? declaration, note: `${className} is declared here` }];
        if (!found.has(className))
          found.set(className, findingAt(via ?? thrown, 'error-class-lost', { className }, { related }));
      }
      return [...found.values()];
    });
  },
};

/** Instances of other classes arrive as plain objects. The base of a class of a package without types is unknown. */
function extendsError(type: ts.Type, checker: ts.TypeChecker): boolean {
  const symbol = type.getSymbol();
  const declaration = symbol?.valueDeclaration;
  if (!symbol || !declaration || !ts.isClassLike(declaration)) return symbol?.name.endsWith('Error') === true;
  const bases = checker.getDeclaredTypeOfSymbol(symbol).getBaseTypes() ?? [];
  if (bases.length > 0) return bases.some((base) => extendsError(base, checker));
  return extendedBy(declaration) !== undefined;
}

/** The fields that `Object.assign(new Error(...), { code })`, or a type such as `ErrnoException`, adds to an error. */
function ownFields(type: ts.Type, at: ts.Node, checker: ts.TypeChecker): string[] {
  const isError = (part: ts.Type): boolean => {
    const name = part.getSymbol()?.name ?? '';
    if (name.endsWith('Error') && !part.isClass()) return true;
    return !part.isClass() && (part.getBaseTypes() ?? []).some(isError);
  };
  const parts = type.isIntersection() ? type.types : [type];
  const isExtended = type.isIntersection() || (type.getBaseTypes() ?? []).length > 0;
  if (type.isClass() || !isExtended || !parts.some(isError)) return [];
  const sourceFile = at.getSourceFile();
  return type
    .getProperties()
    .map(({ name }) => name)
    .filter((name) => !ofEveryError.has(name) && !name.startsWith('__'))
    .filter((name) => type.isIntersection() || isAssigned(name, at, sourceFile, checker));
}

/** Whether the function sets an optional field, `error.code = ...`. */
function isAssigned(name: string, at: ts.Node, sourceFile: ts.SourceFile, checker: ts.TypeChecker): boolean {
  const thrown = checker.getSymbolAtLocation(at);
  const assigns = (node: ts.Node): boolean => {
    if (isAssignment(node) && ts.isPropertyAccessExpression(node.left) && node.left.name.text === name)
      return thrown !== undefined && checker.getSymbolAtLocation(node.left.expression) === thrown;
    return ts.forEachChild(node, assigns) ?? false;
  };
  return assigns(ts.findAncestor(at, ts.isFunctionLike) ?? sourceFile);
}
