import ts from 'typescript';
import { importedSymbol } from './bind-file.ts';
import { perChecker } from './per-checker.ts';

/**
 * Returns whether code of the program uses the value of a variable of a module: in its file or, if it is exported, in
 * another one. `x = 1` and `x[0] = 1` only assign. Does not look at files outside of the program.
 */
export const isRead = perChecker((name: ts.Identifier, checker, program: ts.Program): boolean => {
  const own = name.getSourceFile();
  const symbol = checker.getSymbolAtLocation(name);
  if (!symbol) return true;
  const reads = (node: ts.Node): boolean => {
    const isUse = ts.isIdentifier(node) && node.text === name.text && node !== name && !isSpecifier(node.parent);
    if (isUse && !isAssigned(node) && importedSymbol(node, checker) === symbol) return true;
    return ts.forEachChild(node, reads) ?? false;
  };
  if (reads(own)) return true;
  const module = checker.getSymbolAtLocation(own);
  const exported = module ? checker.getExportsOfModule(module) : [];
  const isExported = exported.some(
    (each) => (each.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(each) : each) === symbol,
  );
  const others = isExported ? program.getSourceFiles() : [];
  return others.some((file) => file !== own && isOfProject(file, program) && uses(file, symbol, checker));
});

function isOfProject(file: ts.SourceFile, program: ts.Program): boolean {
  return !file.isDeclarationFile && !program.isSourceFileFromExternalLibrary(file);
}

/** Under any name: an import may rename it. */
function uses(file: ts.SourceFile, symbol: ts.Symbol, checker: ts.TypeChecker): boolean {
  const names = new Set<string>([symbol.name]);
  const visit = (node: ts.Node): boolean => {
    if (ts.isImportSpecifier(node) && node.propertyName?.text === symbol.name) names.add(node.name.text);
    if (ts.isIdentifier(node) && names.has(node.text) && !isSpecifier(node.parent))
      if (!isAssigned(node) && importedSymbol(node, checker) === symbol) return true;
    return ts.forEachChild(node, visit) ?? false;
  };
  return file.text.includes(symbol.name) && visit(file);
}

function isSpecifier(node: ts.Node): boolean {
  return ts.isImportSpecifier(node) || ts.isExportSpecifier(node);
}

/** Whether a name is the variable in `x = ...`, or in `x.y[0] = ...`. */
function isAssigned(name: ts.Identifier): boolean {
  let target: ts.Node = name;
  for (let { parent } = target; ; { parent } = target) {
    const isRoot =
      (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent)) && parent.expression === target;
    if (!isRoot && !ts.isNonNullExpression(parent) && !ts.isParenthesizedExpression(parent)) break;
    target = parent;
  }
  const { parent } = target;
  return (
    ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken && parent.left === target
  );
}
