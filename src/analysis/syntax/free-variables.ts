import ts from 'typescript';
import { isReference, referredSymbol } from './bind-file.ts';

/** A variable that a function uses and does not declare, at its first use. */
export interface FreeVariable {
  use: ts.Identifier;
  declaration: ts.Declaration;
}

/** What a function takes from around it, globals of the language and the platform left out; types do not count. */
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
  // What CommonJS hands to a module is declared by the file as a whole.
  return sourceFile.isDeclarationFile || ts.isSourceFile(declaration);
}
