import ts from 'typescript';

/**
 * Returns the module-level names that a file exports apart from their declaration: `export { f }`, `module.exports = {
 * f }`.
 */
export function exportedNames(sourceFile: ts.SourceFile): Set<string> {
  const names = new Set<string>();
  for (const statement of sourceFile.statements) {
    if (ts.isExportDeclaration(statement) && !statement.moduleSpecifier && statement.exportClause) {
      if (ts.isNamedExports(statement.exportClause))
        for (const element of statement.exportClause.elements) names.add((element.propertyName ?? element.name).text);
    } else if (ts.isExportAssignment(statement)) {
      addValue(statement.expression, names);
    } else if (ts.isExpressionStatement(statement) && isAssignment(statement.expression)) {
      if (isExportsPath(statement.expression.left)) addValue(statement.expression.right, names);
    }
  }
  return names;
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

function addValue(value: ts.Expression, names: Set<string>): void {
  if (ts.isIdentifier(value)) names.add(value.text);
  else if (isAssignment(value)) addValue(value.right, names);
  else if (ts.isObjectLiteralExpression(value)) {
    for (const property of value.properties) {
      if (ts.isShorthandPropertyAssignment(property)) names.add(property.name.text);
      else if (ts.isPropertyAssignment(property)) addValue(property.initializer, names);
    }
  }
}
