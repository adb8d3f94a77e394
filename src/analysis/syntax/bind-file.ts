import ts from 'typescript';
import { unwrap } from './member-path.ts';

const bound = new WeakMap<ts.SourceFile, ts.TypeChecker>();

/**
 * Resolves names within one file with the compiler's own binder: which declaration an identifier refers to. Reads no
 * other file or library, so most types are unknown.
 */
export function bindFile(sourceFile: ts.SourceFile): ts.TypeChecker {
  const known = bound.get(sourceFile);
  if (known) return known;
  const host: ts.CompilerHost = {
    getSourceFile: (name) => (name === sourceFile.fileName ? sourceFile : undefined),
    getDefaultLibFileName: () => 'lib.d.ts',
    writeFile: () => undefined,
    getCurrentDirectory: () => '/',
    getCanonicalFileName: (name) => name,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
    fileExists: (name) => name === sourceFile.fileName,
    readFile: () => undefined,
  };
  const options: ts.CompilerOptions = { noLib: true, noResolve: true, allowJs: true, types: [] };
  const checker = ts.createProgram([sourceFile.fileName], options, host).getTypeChecker();
  bound.set(sourceFile, checker);
  return checker;
}

/**
 * Uses the checker of a whole program for one of its files from now on, so that all symbols come from the same checker.
 */
export function bindWith(sourceFile: ts.SourceFile, checker: ts.TypeChecker): void {
  bound.set(sourceFile, checker);
}

/** Returns the symbol that an identifier in an expression refers to; `undefined` for a global or a non-reference. */
export function referredSymbol(identifier: ts.Identifier, checker: ts.TypeChecker): ts.Symbol | undefined {
  if (ts.isShorthandPropertyAssignment(identifier.parent))
    return checker.getShorthandAssignmentValueSymbol(identifier.parent);
  return checker.getSymbolAtLocation(identifier);
}

/** Returns the symbol that a name, or the last name of a property access, refers to, across imports. */
export function importedSymbol(written: ts.Expression, checker: ts.TypeChecker): ts.Symbol | undefined {
  const value = unwrap(written);
  const name = ts.isPropertyAccessExpression(value) ? value.name : value;
  if (!ts.isIdentifier(name) && !ts.isPrivateIdentifier(name)) return undefined;
  const symbol = ts.isIdentifier(name) ? referredSymbol(name, checker) : checker.getSymbolAtLocation(name);
  return symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/** Returns whether an identifier reads or writes a variable rather than naming a property, a label or a declaration. */
export function isReference(identifier: ts.Identifier): boolean {
  const { parent } = identifier;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === identifier;
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  if (
    ts.isPropertyAssignment(parent) ||
    ts.isBindingElement(parent) ||
    ts.isParameter(parent) ||
    ts.isVariableDeclaration(parent)
  )
    return parent.initializer === identifier;
  if (ts.isLabeledStatement(parent) || ts.isBreakOrContinueStatement(parent)) return false;
  if (ts.isJsxAttribute(parent) || ts.isQualifiedName(parent) || ts.isMetaProperty(parent)) return false;
  return (
    !(ts.isFunctionLike(parent) || ts.isClassLike(parent) || ts.isEnumMember(parent)) || !hasName(parent, identifier)
  );
}

function hasName(node: ts.Node, name: ts.Node): boolean {
  return (node as ts.NamedDeclaration).name === name;
}

/** Returns whether a declaration is at module level rather than in a function or block. */
export function isModuleLevel(declaration: ts.Declaration): boolean {
  // The parameters of a CommonJS module (`module`, `require`) are declared by the file as a whole.
  if (ts.isSourceFile(declaration)) return true;
  if (ts.isParameter(declaration) || ts.isTypeParameterDeclaration(declaration)) return false;
  let node: ts.Node = declaration;
  while (ts.isBindingElement(node) || ts.isObjectBindingPattern(node) || ts.isArrayBindingPattern(node))
    node = node.parent;
  if (ts.isParameter(node)) return false;
  const hoisted =
    ts.isVariableDeclaration(node) &&
    ts.isVariableDeclarationList(node.parent) &&
    (node.parent.flags & ts.NodeFlags.BlockScoped) === 0;
  for (node = node.parent; !ts.isSourceFile(node); node = node.parent) {
    if (ts.isFunctionLike(node) || ts.isModuleBlock(node) || ts.isClassStaticBlockDeclaration(node)) return false;
    if (!hoisted && opensBlockScope(node)) return false;
  }
  return true;
}

function opensBlockScope(node: ts.Node): boolean {
  return (
    ts.isBlock(node) ||
    ts.isCaseBlock(node) ||
    ts.isCatchClause(node) ||
    ts.isIterationStatement(node, false) ||
    ts.isClassExpression(node)
  );
}
