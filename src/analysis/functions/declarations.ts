import ts from 'typescript';

export type TypeDeclaration = ts.TypeAliasDeclaration | ts.InterfaceDeclaration;

interface Names {
  values: Map<string, ts.Declaration>;
  types: Map<string, TypeDeclaration>;
}

const known = new WeakMap<ts.Node, Names>();

/** Returns the declaration that an identifier refers to within its file, by scope and without types; else `null`. */
export function declarationOf(identifier: ts.Identifier): ts.Declaration | null {
  const { text } = identifier;
  for (let scope: ts.Node = identifier.parent; ; scope = scope.parent) {
    if (ts.isFunctionLike(scope)) {
      const parameter = scope.parameters.find(({ name }) => bindsName(name, text));
      if (parameter) return parameter;
    }
    const found = namesOf(scope)?.values.get(text);
    if (found) return found;
    if (ts.isSourceFile(scope)) return null;
  }
}

/** Returns the alias or interface that a type name refers to within its file; else `null`. */
export function typeDeclarationOf(name: ts.Identifier): TypeDeclaration | null {
  for (let scope: ts.Node = name.parent; ; scope = scope.parent) {
    const found = namesOf(scope)?.types.get(name.text);
    if (found) return found;
    if (ts.isSourceFile(scope)) return null;
  }
}

/** Returns what a file declares at its outermost level under a name; else `null`. */
export function topLevelDeclaration(sourceFile: ts.SourceFile, name: string): ts.Declaration | null {
  return namesOf(sourceFile)?.values.get(name) ?? null;
}

/** Returns the type that a file declares at its outermost level under a name; else `null`. */
export function topLevelType(sourceFile: ts.SourceFile, name: string): TypeDeclaration | null {
  return namesOf(sourceFile)?.types.get(name) ?? null;
}

/** Returns the class that a class extends, as it is written. */
export function extendedBy(node: ts.ClassLikeDeclaration): ts.Expression | undefined {
  return node.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0]?.expression;
}

/** Returns the names that a pattern binds, each with its element. */
export function bindingElements(pattern: ts.BindingPattern): (ts.BindingElement & { name: ts.Identifier })[] {
  return pattern.elements.flatMap((element) => {
    if (ts.isOmittedExpression(element)) return [];
    if (!ts.isIdentifier(element.name)) return bindingElements(element.name);
    return [element as ts.BindingElement & { name: ts.Identifier }];
  });
}

function bindsName(name: ts.BindingName, text: string): boolean {
  if (ts.isIdentifier(name)) return name.text === text;
  return bindingElements(name).some((element) => element.name.text === text);
}

function namesOf(scope: ts.Node): Names | null {
  if (!ts.isBlock(scope) && !ts.isSourceFile(scope) && !ts.isModuleBlock(scope)) return null;
  const before = known.get(scope);
  if (before) return before;
  const names: Names = { values: new Map(), types: new Map() };
  for (const statement of scope.statements) addNames(statement, names);
  known.set(scope, names);
  return names;
}

function addNames(statement: ts.Statement, { values, types }: Names): void {
  if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) {
    // The implementation follows its overloads.
    if (statement.name) values.set(statement.name.text, statement);
  } else if (ts.isVariableStatement(statement)) {
    for (const declaration of statement.declarationList.declarations) {
      if (ts.isIdentifier(declaration.name)) values.set(declaration.name.text, declaration);
      else for (const element of bindingElements(declaration.name)) values.set(element.name.text, element);
    }
  } else if (ts.isImportDeclaration(statement)) {
    const { importClause: clause } = statement;
    if (clause?.name) values.set(clause.name.text, clause);
    const bindings = clause?.namedBindings;
    if (bindings && ts.isNamespaceImport(bindings)) values.set(bindings.name.text, bindings);
    else if (bindings) for (const element of bindings.elements) values.set(element.name.text, element);
  } else if (ts.isImportEqualsDeclaration(statement)) {
    values.set(statement.name.text, statement);
  } else if (ts.isTypeAliasDeclaration(statement) || ts.isInterfaceDeclaration(statement)) {
    types.set(statement.name.text, statement);
  }
}
