import ts from 'typescript';
import { hasModifier } from './read-signature.ts';

/**
 * The first thing in a TypeScript file that Node cannot run by leaving the types out, in words; `null` where there is
 * none. https://nodejs.org/api/typescript.html#type-stripping
 */
export function notErasable(sourceFile: ts.SourceFile): string | null {
  const visit = (node: ts.Node): string | undefined => inWords(node) ?? ts.forEachChild(node, visit);
  return ts.forEachChild(sourceFile, visit) ?? null;
}

function inWords(node: ts.Node): string | undefined {
  if (ts.canHaveModifiers(node) && hasModifier(node, ts.SyntaxKind.DeclareKeyword)) return undefined;
  if (ts.isEnumDeclaration(node)) return `the enum ${node.name.text}`;
  if (ts.isModuleDeclaration(node) && node.body && ts.isIdentifier(node.name) && hasValues(node.body))
    return `the namespace ${node.name.text}`;
  if (ts.isParameter(node) && ts.isParameterPropertyDeclaration(node, node.parent)) return 'a parameter property';
  if (ts.isDecorator(node)) return 'a decorator';
  if (ts.isImportEqualsDeclaration(node) && !node.isTypeOnly) return 'an "import ... ="';
  return undefined;
}

function hasValues(body: ts.Node): boolean {
  if (!ts.isModuleBlock(body)) return true;
  return body.statements.some(
    (statement) => !ts.isInterfaceDeclaration(statement) && !ts.isTypeAliasDeclaration(statement),
  );
}
