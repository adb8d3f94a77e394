import ts from 'typescript';
import { bindFile, referredSymbol } from './bind-file.ts';
import { unwrap } from './member-path.ts';

/** Returns the text of a collection as an array, unless the called method already implies one. */
export function asArray(collection: ts.Expression, moved: string | null, method: string): string | null {
  if (moved === null) return null;
  // Of these methods, sets and maps have only `forEach`. A map calls back with (value, key), which no array of items
  // matches.
  if (method !== 'forEach' || isArray(collection)) return moved;
  const initializer = initializerOf(collection);
  if (initializer && ts.isNewExpression(initializer) && initializer.expression.getText() === 'Map') return null;
  return initializer && ts.isNewExpression(initializer) ? `[...${moved}]` : moved;
}

/** Returns whether the text shows that an expression is an array. */
export function isArray(expression: ts.Expression): boolean {
  const value = unwrap(expression);
  if (ts.isArrayLiteralExpression(value)) return true;
  if (ts.isCallExpression(value) && ts.isPropertyAccessExpression(value.expression)) {
    const { name, expression: object } = value.expression;
    if (['map', 'filter', 'flatMap', 'slice', 'concat', 'toSorted', 'sort', 'split'].includes(name.text)) return true;
    return (
      ['Array', 'Object'].includes(object.getText()) && ['from', 'of', 'keys', 'values', 'entries'].includes(name.text)
    );
  }
  if (!ts.isIdentifier(value)) return false;
  const declaration = referredSymbol(value, bindFile(value.getSourceFile()))?.valueDeclaration;
  if (!declaration || !ts.isVariableDeclaration(declaration)) return false;
  if (declaration.type) {
    const type = ts.isTypeOperatorNode(declaration.type) ? declaration.type.type : declaration.type;
    return ts.isArrayTypeNode(type) || ts.isTupleTypeNode(type) || /^(Readonly)?Array</.test(type.getText());
  }
  return declaration.initializer !== undefined && isArray(declaration.initializer);
}

function initializerOf(expression: ts.Expression): ts.Expression | null {
  const value = unwrap(expression);
  if (!ts.isIdentifier(value)) return value;
  const declaration = referredSymbol(value, bindFile(value.getSourceFile()))?.valueDeclaration;
  return declaration && ts.isVariableDeclaration(declaration) && declaration.initializer
    ? unwrap(declaration.initializer)
    : null;
}
