import ts from 'typescript';

/** Functions that are followed; beyond, the answer is no. */
const mostFollowed = 300;

/** Whether a function calls itself, directly or through others, or calls a function that does. */
export function isRecursive(checker: ts.TypeChecker, start: ts.SignatureDeclaration): boolean {
  const done = new Set<ts.Node>();
  const open = new Set<ts.Node>();
  const visit = (declaration: ts.Node): boolean => {
    if (open.has(declaration)) return true;
    if (done.has(declaration) || done.size >= mostFollowed) return false;
    done.add(declaration);
    open.add(declaration);
    const found = calledFrom(checker, declaration).some(visit);
    open.delete(declaration);
    return found;
  };
  return visit(start);
}

function calledFrom(checker: ts.TypeChecker, declaration: ts.Node): ts.Node[] {
  const called: ts.Node[] = [];
  const walk = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const target = functionOf(checker, node.expression);
      if (target) called.push(target);
    }
    ts.forEachChild(node, walk);
  };
  ts.forEachChild(declaration, walk);
  return called;
}

/** The function with a body that an expression names. */
function functionOf(checker: ts.TypeChecker, expression: ts.Expression): ts.Node | null {
  let symbol = checker.getSymbolAtLocation(expression);
  if (symbol && symbol.flags & ts.SymbolFlags.Alias) symbol = checker.getAliasedSymbol(symbol);
  for (const declaration of symbol?.declarations ?? []) {
    if (declaration.getSourceFile().isDeclarationFile) continue;
    if (ts.isFunctionLike(declaration) && 'body' in declaration && declaration.body) return declaration;
    const value =
      ts.isVariableDeclaration(declaration) || ts.isPropertyAssignment(declaration)
        ? declaration.initializer
        : undefined;
    if (value && (ts.isArrowFunction(value) || ts.isFunctionExpression(value))) return value;
  }
  return null;
}
