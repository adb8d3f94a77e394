import ts from 'typescript';
import { referredSymbol, isModuleLevel } from '../syntax/bind-file.ts';
import { valuesGiven } from '../syntax/derived-values.ts';
import { apiName } from '../syntax/node-api.ts';
import { isInside } from '../syntax/node-at.ts';
import { chanceOf } from './chance-and-clock.ts';
import { functionOf } from './find-candidates.ts';

const deepest = 3;
const ofLanguage =
  /^(Math|Array|Object|Number|String|JSON|BigInt|Reflect|structuredClone|Promise\.resolve|parseInt|parseFloat|Boolean|Map|Set|RegExp|Intl|Symbol)\b/;

/**
 * Returns whether a value is proven to be the same in every worker for the same parameters: it is computed by the language
 * and by functions of the project, without chance, clocks, files, or variables that change.
 */
export function isDeterministic(
  value: ts.Node,
  checker: ts.TypeChecker,
  program: ts.Program,
  depth = 0,
  within: ts.Node = value,
): boolean {
  if (ts.isTypeNode(value)) return true;
  if (ts.isAwaitExpression(value) || value.kind === ts.SyntaxKind.ThisKeyword) return false;
  if (ts.isCallExpression(value) || ts.isNewExpression(value)) {
    if (!isDeterministicCall(value, checker, program, depth)) return false;
  } else if (ts.isIdentifier(value)) {
    const declaration = referredSymbol(value, checker)?.valueDeclaration;
    const mayChange =
      declaration &&
      ts.isVariableDeclaration(declaration) &&
      !declaration.getSourceFile().isDeclarationFile &&
      (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) === 0 &&
      isModuleLevel(declaration);
    if (mayChange) return false;
    // A local variable is deterministic if its values are.
    if (declaration && ts.isVariableDeclaration(declaration) && !isModuleLevel(declaration) && depth < deepest) {
      const given = isInside(declaration, within) ? [] : valuesGiven(declaration, checker);
      if (!given.every((each) => isDeterministic(each, checker, program, depth + 1))) return false;
    }
  }
  return ts.forEachChild(value, (child) => !isDeterministic(child, checker, program, depth, within)) !== true;
}

function isDeterministicCall(
  call: ts.CallExpression | ts.NewExpression,
  checker: ts.TypeChecker,
  program: ts.Program,
  depth: number,
): boolean {
  if (chanceOf(call, checker) !== null) return false;
  const name = apiName(call.expression, checker);
  if (name === 'Function') return (call.arguments ?? []).every(ts.isStringLiteralLike);
  if (name !== null) return ofLanguage.test(name) || /^(\w+\d+(Clamped)?Array|Date)$/.test(name);
  // An object of the project may change with its use.
  if (ts.isNewExpression(call)) return false;
  const called = functionOf(call.expression, checker);
  if (called?.body && !called.getSourceFile().isDeclarationFile)
    return (
      depth < deepest && (isInside(call, called) || isDeterministic(called.body, checker, program, depth + 1, called))
    );
  const declared = checker.getResolvedSignature(call)?.declaration?.getSourceFile();
  return declared !== undefined && program.isSourceFileDefaultLibrary(declared);
}
