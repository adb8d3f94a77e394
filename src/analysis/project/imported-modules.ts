import ts from 'typescript';

/** An import that exists at run time. */
export interface ModuleImport {
  /** As written: `./state.ts`, `sharp`. */
  specifier: string;
  node: ts.Node;
  /** The project's own file that it resolves to; `null` for packages and unresolved modules. */
  sourceFile: ts.SourceFile | null;
}

const known = new WeakMap<ts.Program, Map<ts.SourceFile, ModuleImport[]>>();

/** Returns the imports, re-exports and `require` calls at the top level of a file, without type-only imports. */
export function importedModules(sourceFile: ts.SourceFile, program: ts.Program): ModuleImport[] {
  const inProgram = known.get(program) ?? new Map<ts.SourceFile, ModuleImport[]>();
  known.set(program, inProgram);
  const before = inProgram.get(sourceFile);
  if (before) return before;
  const checker = program.getTypeChecker();
  const found = sourceFile.statements
    .flatMap((statement) => specifiersOf(statement, checker))
    .map((node): ModuleImport => {
      const declaration = checker.getSymbolAtLocation(node)?.declarations?.find((each) => ts.isSourceFile(each));
      const isOwn =
        declaration && !declaration.isDeclarationFile && !program.isSourceFileFromExternalLibrary(declaration);
      return { specifier: node.text, node, sourceFile: isOwn === true ? declaration : null };
    });
  inProgram.set(sourceFile, found);
  return found;
}

function specifiersOf(statement: ts.Statement, checker: ts.TypeChecker): ts.StringLiteralLike[] {
  if (ts.isImportDeclaration(statement)) {
    const isKept = !statement.importClause || isForValues(statement.importClause, checker);
    return isKept && ts.isStringLiteralLike(statement.moduleSpecifier) ? [statement.moduleSpecifier] : [];
  }
  if (ts.isExportDeclaration(statement)) {
    const { moduleSpecifier, isTypeOnly } = statement;
    return moduleSpecifier && !isTypeOnly && ts.isStringLiteralLike(moduleSpecifier) ? [moduleSpecifier] : [];
  }
  if (ts.isImportEqualsDeclaration(statement)) {
    const { moduleReference } = statement;
    if (statement.isTypeOnly || !ts.isExternalModuleReference(moduleReference)) return [];
    return ts.isStringLiteralLike(moduleReference.expression) ? [moduleReference.expression] : [];
  }
  return requiredIn(statement);
}

/** The compiler removes imports that are used only as types. */
function isForValues(clause: ts.ImportClause, checker: ts.TypeChecker): boolean {
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return false;
  if (clause.name || !clause.namedBindings || ts.isNamespaceImport(clause.namedBindings)) return true;
  return clause.namedBindings.elements.some((element) => {
    if (element.isTypeOnly) return false;
    const symbol = checker.getSymbolAtLocation(element.name);
    const meant = symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    return (
      !meant || (meant.flags & (ts.SymbolFlags.Value | ts.SymbolFlags.Alias)) !== 0 || meant.declarations === undefined
    );
  });
}

function requiredIn(statement: ts.Statement): ts.StringLiteralLike[] {
  if (!ts.isVariableStatement(statement) && !ts.isExpressionStatement(statement)) return [];
  const found: ts.StringLiteralLike[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) return;
    const [first] = ts.isCallExpression(node) ? node.arguments : [];
    if (ts.isCallExpression(node) && node.expression.getText() === 'require' && first && ts.isStringLiteralLike(first))
      found.push(first);
    ts.forEachChild(node, visit);
  };
  if (statement.getText().includes('require')) visit(statement);
  return found;
}
