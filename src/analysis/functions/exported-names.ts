import ts from 'typescript';
import { isObjectMethod, propertyName, valueOf } from '../syntax/member-path.ts';

/**
 * Returns the module-level names that a file exports apart from their declaration, each with the names of its exports:
 * `export { f as g }`, `module.exports = { f }`.
 */
export function exportedNames(sourceFile: ts.SourceFile): ReadonlyMap<string, readonly string[]> {
  const names: Names = new Map();
  for (const statement of sourceFile.statements) {
    if (ts.isExportDeclaration(statement) && !statement.moduleSpecifier && statement.exportClause) {
      if (statement.isTypeOnly || !ts.isNamedExports(statement.exportClause)) continue;
      for (const { propertyName: local, name, isTypeOnly } of statement.exportClause.elements)
        if (!isTypeOnly) add(names, (local ?? name).text, name.text);
    } else if (ts.isExportAssignment(statement)) {
      addValue(statement.expression, 'default', names, statement.isExportEquals !== true);
    } else if (ts.isExpressionStatement(statement) && isAssignment(statement.expression)) {
      addAssignment(statement.expression, names);
    } else if (ts.isExpressionStatement(statement) && ts.isCallExpression(statement.expression)) {
      for (const { value, key } of addedExports(statement.expression)) addValue(value, key?.text ?? 'default', names);
    }
  }
  return names;
}

type Names = Map<string, string[]>;

function add(names: Names, local: string, exported: string): void {
  const known = names.get(local);
  if (!known) names.set(local, [exported]);
  else if (!known.includes(exported)) known.push(exported);
}

function addAssignment({ left, right }: ts.BinaryExpression, names: Names): void {
  if (isExportsPath(left))
    addValue(right, ts.isPropertyAccessExpression(left) && !isModuleExports(left) ? left.name.text : 'default', names);
  if (isAssignment(right)) addAssignment(right, names);
}

/** Returns whether a node is `a = b`, not a compound assignment. */
export function isAssignment(node: ts.Node): node is ts.BinaryExpression {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken;
}

/** Returns whether an expression is `exports`, `module.exports`, or a property of them. */
export function isExportsPath(node: ts.Expression): boolean {
  if (ts.isIdentifier(node)) return node.text === 'exports';
  if (!ts.isPropertyAccessExpression(node)) return false;
  return isModuleExports(node) || isExportsPath(node.expression);
}

/** Returns whether an expression is `module.exports` itself. */
export function isModuleExports(node: ts.Expression): boolean {
  return (
    ts.isPropertyAccessExpression(node) &&
    node.name.text === 'exports' &&
    ts.isIdentifier(node.expression) &&
    node.expression.text === 'module'
  );
}

/** @param isDefault Whether members of an object are members of the default export, rather than exports: `default.f` */
function addValue(value: ts.Expression, exported: string, names: Names, isDefault = false): void {
  if (ts.isIdentifier(value)) add(names, value.text, exported);
  else if (isAssignment(value)) addValue(value.right, exported, names);
  else if (ts.isObjectLiteralExpression(value)) {
    for (const property of value.properties) {
      if (ts.isShorthandPropertyAssignment(property)) add(names, property.name.text, property.name.text);
      else if (ts.isPropertyAssignment(property) && !isDefault)
        addValue(property.initializer, propertyName(property.name) ?? exported, names);
    }
  }
}

/**
 * Returns what `Object.assign(exports, { f })` and `Object.defineProperty(exports, 'f', { get })` add: objects with exports, or
 * the value of one `key`.
 */
export function addedExports(
  call: ts.CallExpression,
): { target: ts.Expression; value: ts.Expression; key: ts.StringLiteralLike | null }[] {
  const [target, ...given] = call.arguments;
  if (!target || !(isModuleExports(target) || (ts.isIdentifier(target) && isExportsPath(target)))) return [];
  if (isObjectMethod(call, /^assign$/)) return given.map((value) => ({ target, value, key: null }));
  const [key, descriptor] = given;
  const value = isObjectMethod(call, /^defineProperty$/) ? describedBy(descriptor) : null;
  return value && key && ts.isStringLiteralLike(key) ? [{ target, value, key }] : [];
}

/** Returns the function that a property descriptor gives: `{ get: () => f }`, `{ value: f }`. */
function describedBy(descriptor: ts.Expression | undefined): ts.Expression | null {
  if (!descriptor || !ts.isObjectLiteralExpression(descriptor)) return null;
  for (const property of descriptor.properties) {
    const name = property.name && propertyName(property.name);
    if (name === 'value' && ts.isPropertyAssignment(property)) return property.initializer;
    if (name !== 'get') continue;
    const getter = ts.isPropertyAssignment(property) ? valueOf(property.initializer) : property;
    if (ts.isArrowFunction(getter) && !ts.isBlock(getter.body)) return getter.body;
    const isGetter = ts.isArrowFunction(getter) || ts.isFunctionExpression(getter) || ts.isMethodDeclaration(getter);
    const { body } = isGetter ? getter : {};
    const [only] = body && ts.isBlock(body) ? body.statements : [];
    return only && ts.isReturnStatement(only) ? (only.expression ?? null) : null;
  }
  return null;
}
