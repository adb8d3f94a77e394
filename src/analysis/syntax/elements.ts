import ts from 'typescript';
import { unwrap } from './member-path.ts';

/** `rows` of `rows[0].cells`, `rows.at(-1)`, `table.get(key)!.list`. */
export function rootOfParts(written: ts.Expression): ts.Expression {
  let value = unwrap(written);
  for (;;) {
    if (ts.isPropertyAccessExpression(value) || ts.isElementAccessExpression(value)) value = unwrap(value.expression);
    else if (isElementCall(value)) value = unwrap(value.expression.expression);
    else return value;
  }
}

/** `rows.at(-1)`, `table.get(key)`. */
export function isElementCall(
  value: ts.Expression,
): value is ts.CallExpression & { expression: ts.PropertyAccessExpression } {
  return (
    ts.isCallExpression(value) &&
    ts.isPropertyAccessExpression(value.expression) &&
    /^(at|get|find|findLast)$/.test(value.expression.name.text)
  );
}

/** `rows` in the places where its elements are read one by one: `rows.values()`, `Object.values(rows)`, `[...rows]`. */
function iterated(written: ts.Expression): ts.Expression {
  const value = unwrap(written);
  if (ts.isArrayLiteralExpression(value) && value.elements.length === 1) {
    const [only] = value.elements;
    return only && ts.isSpreadElement(only) ? iterated(only.expression) : value;
  }
  if (!ts.isCallExpression(value) || !ts.isPropertyAccessExpression(value.expression)) return value;
  const { name, expression } = value.expression;
  const [first] = value.arguments;
  if (/^(Object|Array)$/.test(expression.getText()) && /^(values|entries|from)$/.test(name.text) && first)
    return value.arguments.length === 1 ? iterated(first) : value;
  return /^(values|entries|slice|filter|toReversed|toSorted)$/.test(name.text) ? iterated(expression) : value;
}

/** Returns what a pattern takes a name out of, `row` for `const { id } = row`; `null` for a default and a rest, which it makes. */
export function patternHolder(declaration: ts.Declaration): ts.Node | null {
  let holder: ts.Node = declaration;
  while (ts.isBindingElement(holder)) {
    if (holder.dotDotDotToken || holder.initializer) return null;
    holder = holder.parent.parent;
  }
  return holder;
}

/** Returns the list whose elements a loop or a callback is given, for the name of one or in its pattern. */
export function listOfElement(declaration: ts.Declaration): ts.Expression | null {
  const holder = patternHolder(declaration);
  if (holder && ts.isParameter(holder)) return iteratedBy(holder);
  if (!holder || !ts.isVariableDeclaration(holder) || !ts.isForOfStatement(holder.parent.parent)) return null;
  return iterated(holder.parent.parent.expression);
}

/** Returns `rows` for the parameter `row` of `rows.forEach((row) => ...)`. */
function iteratedBy(parameter: ts.ParameterDeclaration): ts.Expression | null {
  const callback = parameter.parent;
  const { parent: call } = callback;
  if (!ts.isCallExpression(call) || call.arguments[0] !== (callback as ts.Node)) return null;
  return listGivenTo(call, callback.parameters.indexOf(parameter));
}

/** Returns the list whose elements a call gives to a parameter of its callback: `rows` for the first of `rows.forEach(scale)`. */
export function listGivenTo({ expression: callee }: ts.CallExpression, index: number): ts.Expression | null {
  if (!ts.isPropertyAccessExpression(callee)) return null;
  const isElement = /^reduce(Right)?$/.test(callee.name.text)
    ? index === 1
    : index === 0 && /^(forEach|map|flatMap|filter|some|every|find(Last)?(Index)?)$/.test(callee.name.text);
  return isElement ? iterated(callee.expression) : null;
}
