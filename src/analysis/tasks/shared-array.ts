import ts from 'typescript';
import { escapePattern } from '../syntax/escape-pattern.ts';
import { unwrap } from '../syntax/member-path.ts';
import { apiName } from '../syntax/node-api.ts';
import { writtenTarget } from '../syntax/written-variables.ts';
import type { RuleContext } from './candidate.ts';
import { typesInWorkerData } from './worker-data.ts';

/**
 * Returns whether an array is a view of shared memory: by its type if that is specific enough, else by the expression that
 * created it.
 */
export function isSharedArray(array: ts.Expression, { checker, program }: RuleContext): boolean {
  const isShared = (type: ts.Type): boolean =>
    /^(\w+Array|DataView)<SharedArrayBuffer>$/.test(checker.typeToString(type));
  if (isShared(checker.getTypeAtLocation(array)) || typesInWorkerData(array, checker, program).some(isShared))
    return true;
  const declaration = checker.getSymbolAtLocation(
    ts.isPropertyAccessExpression(array) ? array.name : array,
  )?.valueDeclaration;
  const made = declaration && madeIn(declaration, checker);
  const buffer = made && ts.isNewExpression(made) ? made.arguments?.[0] : undefined;
  if (!buffer) return false;
  const isMemory = (type: ts.Type): boolean => type.getSymbol()?.name === 'SharedArrayBuffer';
  if (isMemory(checker.getTypeAtLocation(buffer)) || typesInWorkerData(buffer, checker, program).some(isMemory))
    return true;
  // Where nothing shows what `workerData` is given, atomic operations or a name do.
  const isGiven = /\bworkerData\b/.test(buffer.getText()) || isOfWorkerData(buffer, checker);
  return isGiven && (/shared|\bsab\b/i.test(buffer.getText()) || hasAtomics(array));
}

/** Returns the value of a variable or of a field, which a constructor may set. */
function madeIn(declaration: ts.Declaration, checker: ts.TypeChecker): ts.Expression | null {
  if (!ts.isVariableDeclaration(declaration) && !ts.isPropertyDeclaration(declaration)) return null;
  if (declaration.initializer) return unwrap(declaration.initializer);
  const symbol = checker.getSymbolAtLocation(declaration.name);
  const assigned = (node: ts.Node): ts.Expression | undefined =>
    ts.isBinaryExpression(node) &&
    node.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
    ts.isPropertyAccessExpression(node.left) &&
    checker.getSymbolAtLocation(node.left.name) === symbol
      ? unwrap(node.right)
      : ts.forEachChild(node, assigned);
  return ts.isPropertyDeclaration(declaration) ? (assigned(declaration.parent) ?? null) : null;
}

function isOfWorkerData(buffer: ts.Expression, checker: ts.TypeChecker): boolean {
  const declaration = ts.isIdentifier(buffer) ? checker.getSymbolAtLocation(buffer)?.valueDeclaration : undefined;
  const variable = declaration && ts.findAncestor(declaration, ts.isVariableDeclaration);
  return variable?.initializer !== undefined && /\bworkerData\b/.test(variable.initializer.getText());
}

/** Whether the file uses an array with `Atomics` too. */
function hasAtomics(array: ts.Expression): boolean {
  const name = escapePattern(array.getText());
  return new RegExp(String.raw`\bAtomics\.\w+\(\s*${name}\b`).test(array.getSourceFile().text);
}

/** Returns whether a node assigns to a property whose setter writes to shared memory: `counter.value += 1`. */
export function setsSharedMemory(node: ts.Node, context: RuleContext): boolean {
  const written = writtenTarget(node, context.checker);
  const target = written && !written.isMethod ? unwrap(written.target) : null;
  return target !== null && ts.isPropertyAccessExpression(target) && accessesSharedMemory(target, context, ['set']);
}

/** Returns whether the accessors of a property read or write shared memory. */
export function accessesSharedMemory(
  { name }: ts.PropertyAccessExpression,
  context: RuleContext,
  kinds: readonly ('get' | 'set')[],
): boolean {
  const declarations = context.checker.getSymbolAtLocation(name)?.declarations ?? [];
  return kinds.every((kind) => {
    const accessor = declarations.find(kind === 'get' ? ts.isGetAccessorDeclaration : ts.isSetAccessorDeclaration) as
      ts.AccessorDeclaration | undefined;
    return accessor?.body !== undefined && usesSharedMemory(accessor.body, context);
  });
}

function usesSharedMemory(body: ts.Node, context: RuleContext): boolean {
  const uses = (part: ts.Node): boolean =>
    (ts.isElementAccessExpression(part) && isSharedArray(part.expression, context)) ||
    (ts.isCallExpression(part) && /^Atomics\.(load|store)$/.test(apiName(part.expression, context.checker) ?? '')) ||
    (ts.forEachChild(part, uses) ?? false);
  return uses(body);
}
