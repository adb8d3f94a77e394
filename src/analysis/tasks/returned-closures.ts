import ts from 'typescript';
import { importedSymbol } from '../syntax/bind-file.ts';
import { isFunction, unwrap } from '../syntax/member-path.ts';
import { functionOf } from './find-candidates.ts';

/** Returns the functions around the one that a name is given: `() => (value ??= make())` of `const table = once(make)`. */
export function closuresBehind(written: ts.Expression, checker: ts.TypeChecker): ts.FunctionLikeDeclaration[] {
  const value = unwrap(written);
  if (ts.isCallExpression(value)) return closuresReturned(value, checker);
  const declaration = importedSymbol(value, checker)?.valueDeclaration;
  const isHeld = declaration && (ts.isVariableDeclaration(declaration) || ts.isPropertyAssignment(declaration));
  const held = isHeld && declaration.initializer ? unwrap(declaration.initializer) : null;
  return held && ts.isCallExpression(held) ? closuresReturned(held, checker) : [];
}

/** Returns the functions that a call of a factory returns, if they are written in it. */
export function closuresReturned(call: ts.CallExpression, checker: ts.TypeChecker): ts.FunctionLikeDeclaration[] {
  const factory = functionOf(call.expression, checker);
  if (!factory?.body || factory.asteriskToken) return [];
  const closureOf = (written: ts.Expression): ts.FunctionLikeDeclaration[] => {
    const value = unwrap(written);
    if (isFunction(value)) return [value];
    const made = ts.isIdentifier(value) ? functionOf(value, checker) : null;
    return made && ts.findAncestor(made.parent, ts.isFunctionLike) === factory ? [made] : [];
  };
  if (!ts.isBlock(factory.body)) return closureOf(factory.body);
  const found: ts.FunctionLikeDeclaration[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isReturnStatement(node) && node.expression) found.push(...closureOf(node.expression));
    if (!ts.isFunctionLike(node)) ts.forEachChild(node, visit);
  };
  ts.forEachChild(factory.body, visit);
  return found;
}
