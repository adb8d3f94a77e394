import ts from 'typescript';
import { isReference, referredSymbol } from './bind-file.ts';

/** A variable that a function uses and does not declare, at its first use. */
export interface FreeVariable {
  use: ts.Identifier;
  declaration: ts.Declaration;
}

/** Variables that a function uses from enclosing scopes, without globals and types. */
export function freeVariables(node: ts.FunctionLikeDeclaration, checker: ts.TypeChecker): FreeVariable[] {
  const found = new Map<ts.Symbol, FreeVariable>();
  const visit = (part: ts.Node): void => {
    if (ts.isTypeNode(part)) return;
    if (ts.isIdentifier(part) && isReference(part)) {
      const symbol = referredSymbol(part, checker);
      const declaration = symbol?.declarations?.[0];
      if (symbol && declaration && !found.has(symbol) && !isInside(declaration, node) && !isAmbient(declaration))
        found.set(symbol, { use: part, declaration });
    }
    ts.forEachChild(part, visit);
  };
  for (const parameter of node.parameters) visit(parameter);
  if (node.body) visit(node.body);
  return [...found.values()];
}

/** The function itself counts as inside: it may call itself. */
function isInside(declaration: ts.Node, node: ts.Node): boolean {
  return (
    declaration.getSourceFile() === node.getSourceFile() && declaration.pos >= node.pos && declaration.end <= node.end
  );
}

function isAmbient(declaration: ts.Declaration): boolean {
  const sourceFile = declaration.getSourceFile();
  // The file as a whole declares the parameters of a CommonJS module.
  return sourceFile.isDeclarationFile || ts.isSourceFile(declaration);
}
