import ts from 'typescript';

/** Strips parentheses, assertions and `satisfies` from an expression. */
export function unwrap(node: ts.Expression): ts.Expression {
  let inner = node;
  while (
    ts.isParenthesizedExpression(inner) ||
    ts.isAsExpression(inner) ||
    ts.isSatisfiesExpression(inner) ||
    ts.isTypeAssertionExpression(inner) ||
    ts.isNonNullExpression(inner)
  )
    inner = inner.expression;
  return inner;
}

/** Returns `(f as Run)` for the `f` in it. */
export function outermost(inner: ts.Node): ts.Node {
  let value = inner;
  while (ts.isParenthesizedExpression(value.parent) || ts.isAsExpression(value.parent)) value = value.parent;
  return value;
}

/** Returns `schema` of `schema.deferred[0]`. */
export function rootOf(value: ts.Expression): ts.Expression {
  let root = unwrap(value);
  while (ts.isPropertyAccessExpression(root) || ts.isElementAccessExpression(root)) root = unwrap(root.expression);
  return root;
}

/** Returns the value of `a = b = value`. */
export function valueOf(node: ts.Expression): ts.Expression {
  const inner = unwrap(node);
  return ts.isBinaryExpression(inner) && inner.operatorToken.kind === ts.SyntaxKind.EqualsToken
    ? valueOf(inner.right)
    : inner;
}

/** Returns whether an expression is an arrow function or a function expression. */
export function isFunction(node: ts.Expression): node is ts.ArrowFunction | ts.FunctionExpression {
  return ts.isArrowFunction(node) || ts.isFunctionExpression(node);
}

/** Returns `a.b.c` as text; `null` for anything else. */
export function memberPath(node: ts.Expression): string | null {
  if (ts.isIdentifier(node)) return node.text;
  if (!ts.isPropertyAccessExpression(node) || !ts.isIdentifier(node.name)) return null;
  const object = memberPath(node.expression);
  return object === null ? null : `${object}.${node.name.text}`;
}

/** Returns the name of a member if the text shows it. */
export function propertyName(name: ts.PropertyName): string | null {
  if (ts.isComputedPropertyName(name)) return ts.isStringLiteralLike(name.expression) ? name.expression.text : null;
  return ts.isPrivateIdentifier(name) ? null : name.text;
}

/** Joins names for display and omits empty ones. */
export function joinNames(...names: string[]): string {
  return names.filter((name) => name !== '').join('.');
}

/** Returns whether a member name needs no quotes. */
export function isPlainName(name: string): boolean {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name);
}

/** Returns the expression that accesses a member. */
export function access(object: string, name: string): string {
  return isPlainName(name) ? `${object}.${name}` : `${object}[${JSON.stringify(name)}]`;
}

/** `Object.freeze(...)` and others, by name. */
export function isObjectMethod(call: ts.CallExpression, names: RegExp): boolean {
  const callee = unwrap(call.expression);
  return (
    ts.isPropertyAccessExpression(callee) &&
    ts.isIdentifier(callee.expression) &&
    callee.expression.text === 'Object' &&
    names.test(callee.name.text)
  );
}
