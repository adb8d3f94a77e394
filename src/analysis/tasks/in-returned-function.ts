import ts from 'typescript';

/**
 * Returns whether code is in a function that another one returns: `() => count++` in `() => { return () => count++; }`. It
 * runs when the result is called, and no worker can send such a result.
 */
export function isInReturnedFunction(node: ts.Node, root: ts.Node): boolean {
  for (let at = node; at !== root && !ts.isSourceFile(at); at = at.parent)
    if (ts.isFunctionLike(at) && (isReturned(at, root) || isOnlyReturned(at, root))) return true;
  return false;
}

/** Whether all that a function does with one of its own is to return it: `const run = () => ...; return run;`. */
function isOnlyReturned(inner: ts.Node, root: ts.Node): boolean {
  const named = ts.isFunctionDeclaration(inner) ? inner : inner.parent;
  const isNamed = ts.isFunctionDeclaration(named) || ts.isVariableDeclaration(named);
  if (!isNamed || !named.name || !ts.isIdentifier(named.name)) return false;
  const { text } = named.name;
  const uses: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    if (node === inner) return;
    if (ts.isIdentifier(node) && node.text === text && node !== named.name) uses.push(node);
    ts.forEachChild(node, visit);
  };
  visit(root);
  return uses.length > 0 && uses.every((use) => isReturned(use, root));
}

/** Also as a member of an object or a list, or of an instance that keeps it: `new Observable((subscriber) => ...)`. */
export function isReturned(inner: ts.Node, root: ts.Node): boolean {
  let value = inner;
  while (isPartOfValue(value.parent)) value = value.parent;
  const { parent } = value;
  if (ts.isReturnStatement(parent)) return ts.findAncestor(parent, ts.isFunctionLike) === root;
  return parent === root && ts.isArrowFunction(parent) && parent.body === value;
}

function isPartOfValue(node: ts.Node): boolean {
  return (
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isObjectLiteralExpression(node) ||
    ts.isPropertyAssignment(node) ||
    ts.isShorthandPropertyAssignment(node) ||
    ts.isArrayLiteralExpression(node) ||
    ts.isConditionalExpression(node) ||
    (ts.isNewExpression(node) && node.expression.getText() !== 'Promise')
  );
}
