import ts from 'typescript';
import { referredSymbol } from './bind-file.ts';

/** Longer chains of assignments than any loop has. */
const mostRounds = 8;
const fills = /^(push|unshift|set|add|splice|concat|append|enqueue)$/;

/** Returns the variables that an expression refers to. */
export function symbolsIn(nodes: readonly ts.Node[], checker: ts.TypeChecker): Set<ts.Symbol> {
  const found = new Set<ts.Symbol>();
  const visit = (node: ts.Node): void => {
    const symbol = ts.isIdentifier(node) ? referredSymbol(node, checker) : undefined;
    if (symbol) found.add(symbol);
    ts.forEachChild(node, visit);
  };
  nodes.forEach(visit);
  return found;
}

/**
 * Returns the variables in a piece of code whose value derives from an expression or another variable, through
 * declarations, assignments and collections: `last` in `last = await job`, `all` in `all.push(last)`. `changedBy` adds what
 * a call changes that is given such a value.
 */
export function derivedFrom(
  origin: ts.Expression | ts.Symbol,
  code: ts.Node,
  checker: ts.TypeChecker,
  changedBy: (call: ts.CallExpression) => readonly ts.Expression[] = () => [],
): ReadonlySet<ts.Symbol> {
  const derived = new Set<ts.Symbol>();
  if (!('kind' in origin)) derived.add(origin);
  const isDerived = (node: ts.Node): boolean => {
    if (node === origin) return true;
    const symbol = ts.isIdentifier(node) ? referredSymbol(node, checker) : undefined;
    if (symbol && derived.has(symbol)) return true;
    return ts.forEachChild(node, isDerived) ?? false;
  };
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && node.initializer && isDerived(node.initializer)) addNames(node.name);
    if (ts.isForOfStatement(node) && ts.isVariableDeclarationList(node.initializer) && isDerived(node.expression))
      for (const { name } of node.initializer.declarations) addNames(name);
    if (isAssignment(node) && isDerived(node.right)) addRoot(node.left);
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const { expression, name } = node.expression;
      if (fills.test(name.text) && node.arguments.some(isDerived)) addRoot(expression);
      // Callbacks of a promise or a list are given what it holds.
      const callbacks = node.arguments.filter((each) => ts.isArrowFunction(each) || ts.isFunctionExpression(each));
      if (callbacks.length > 0 && isDerived(expression))
        for (const { parameters } of callbacks) for (const each of parameters) addNames(each.name);
    }
    if (ts.isCallExpression(node) && node.arguments.some(isDerived)) changedBy(node).forEach(addRoot);
    ts.forEachChild(node, visit);
  };
  const addNames = (name: ts.BindingName): void => {
    const symbol = ts.isIdentifier(name) ? checker.getSymbolAtLocation(name) : undefined;
    if (symbol) derived.add(symbol);
    if (!ts.isIdentifier(name))
      for (const element of name.elements) if (ts.isBindingElement(element)) addNames(element.name);
  };
  const addRoot = (target: ts.Expression): void => {
    let root: ts.Node = target;
    while (ts.isPropertyAccessExpression(root) || ts.isElementAccessExpression(root) || ts.isNonNullExpression(root)) {
      // Of an object without a name, the field counts.
      if (root.expression.kind === ts.SyntaxKind.ThisKeyword) break;
      root = root.expression;
    }
    for (const symbol of symbolsIn([root], checker)) derived.add(symbol);
  };
  for (let round = 0, before = -1; round < mostRounds && derived.size !== before; round++) {
    before = derived.size;
    visit(code);
  }
  return derived;
}

/** Returns the values that a local variable is given: in its declaration, and by assignments in its function. */
export function valuesGiven(variable: ts.VariableDeclaration, checker: ts.TypeChecker): ts.Expression[] {
  const values = variable.initializer ? [variable.initializer] : [];
  if ((ts.getCombinedNodeFlags(variable) & ts.NodeFlags.Const) !== 0) return values;
  const symbol = checker.getSymbolAtLocation(variable.name);
  const visit = (node: ts.Node): void => {
    if (isAssignment(node) && checker.getSymbolAtLocation(node.left) === symbol) values.push(node.right);
    ts.forEachChild(node, visit);
  };
  visit(ts.findAncestor(variable, ts.isFunctionLike) ?? variable.parent);
  return values;
}

/** Returns whether a node assigns to its left side. */
export function isAssignment(node: ts.Node): node is ts.BinaryExpression {
  return (
    ts.isBinaryExpression(node) &&
    node.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
    node.operatorToken.kind <= ts.SyntaxKind.LastAssignment
  );
}
