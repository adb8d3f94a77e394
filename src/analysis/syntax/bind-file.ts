import ts from 'typescript';

const bound = new WeakMap<ts.SourceFile, ts.TypeChecker>();

/**
 * The compiler's own name resolution for one file alone: which declaration an identifier means. No other file and no
 * library is read, so types are mostly unknown.
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

/** From now on the checker of a whole program answers for one of its files, so that all symbols are of one kind. */
export function bindWith(sourceFile: ts.SourceFile, checker: ts.TypeChecker): void {
  bound.set(sourceFile, checker);
}

/** The symbol that an identifier in an expression refers to; `undefined` for a global or a non-reference. */
export function referredSymbol(identifier: ts.Identifier, checker: ts.TypeChecker): ts.Symbol | undefined {
  if (ts.isShorthandPropertyAssignment(identifier.parent))
    return checker.getShorthandAssignmentValueSymbol(identifier.parent);
  return checker.getSymbolAtLocation(identifier);
}

/** Whether an identifier reads or writes a variable, as against naming a property, a label or a declaration. */
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

/** Whether a declaration belongs to the module itself, not to a function or block in it. */
export function isModuleLevel(declaration: ts.Declaration): boolean {
  // The file as a whole declares the parameters of a CommonJS module (`module`, `require`).
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
