import ts from 'typescript';
import { isAssignment, isExportsPath, isModuleExports } from '../functions/exported-names.ts';
import type { ModuleResolver } from './module-resolver.ts';

/** An export of a file; `*` is the module as a whole. */
interface Exported {
  file: string;
  name: string;
}

export interface Imported {
  local: string;
  specifier: string;
  /** `default`, `*`, or the name of an export. */
  name: string;
}

const deepest = 6;

/** Follows imports and re-exports to the function that one file declares. */
export class ExportTracer {
  readonly #target: { file: string; names: ReadonlySet<string> };
  readonly #resolver: ModuleResolver;
  readonly #parse: (file: string) => ts.SourceFile | null;

  /** @param target the function's file and the names under which the file exports it */
  constructor(
    target: { file: string; names: ReadonlySet<string> },
    resolver: ModuleResolver,
    parse: (file: string) => ts.SourceFile | null,
  ) {
    this.#target = target;
    this.#resolver = resolver;
    this.#parse = parse;
  }

  /** Returns the expressions by which a file refers to the function, from its top-level imports. */
  pathsIn(sourceFile: ts.SourceFile): string[] {
    const paths: string[] = [];
    for (const { local, specifier, name } of importsOf(sourceFile)) {
      const file = this.#resolver.resolve(specifier, sourceFile.fileName);
      if (file === null) continue;
      if (this.#isTarget(file, name)) paths.push(local);
      const whole = name === '*' || name === 'default' ? file : this.#namespaceOf(file, name);
      // The default import of a CommonJS module is its whole `module.exports`.
      if (whole === null || (name === 'default' && !this.#isCommonjs(file))) continue;
      for (const member of this.#target.names) if (this.#isTarget(whole, member)) paths.push(`${local}.${member}`);
      if (name === '*' && this.#isTarget(file, 'default') && this.#isCommonjs(file)) paths.push(local);
    }
    return paths;
  }

  #isTarget(file: string, name: string): boolean {
    const found = this.#follow({ file, name }, deepest);
    return found?.file === this.#target.file && this.#target.names.has(found.name);
  }

  #namespaceOf(file: string, name: string): string | null {
    const found = this.#follow({ file, name }, deepest);
    return found?.name === '*' ? found.file : null;
  }

  #isCommonjs(file: string): boolean {
    const sourceFile = this.#parse(file);
    return sourceFile !== null && !ts.isExternalModule(sourceFile);
  }

  /** Returns the file and the name where an export is declared, following re-exports. */
  #follow(exported: Exported, depth: number): Exported | null {
    const { file, name } = exported;
    if (name === '*' || (file === this.#target.file && this.#target.names.has(name))) return exported;
    const sourceFile = depth > 0 ? this.#parse(file) : null;
    if (!sourceFile) return null;
    const from = (specifier: string, inside: string): Exported | null => {
      const next = this.#resolver.resolve(specifier, file);
      return next === null ? null : this.#follow({ file: next, name: inside }, depth - 1);
    };
    const ofLocal = (local: string): Exported | null => {
      const imported = importsOf(sourceFile).find((entry) => entry.local === local);
      return imported ? from(imported.specifier, imported.name) : null;
    };
    for (const statement of sourceFile.statements) {
      const found = followStatement(statement, name, from, ofLocal);
      if (found) return found;
    }
    return null;
  }
}

function followStatement(
  statement: ts.Statement,
  name: string,
  from: (specifier: string, inside: string) => Exported | null,
  ofLocal: (local: string) => Exported | null,
): Exported | null {
  if (ts.isExportDeclaration(statement)) {
    const { exportClause, moduleSpecifier } = statement;
    const specifier = moduleSpecifier && ts.isStringLiteralLike(moduleSpecifier) ? moduleSpecifier.text : null;
    if (!exportClause) return specifier === null || name === 'default' ? null : from(specifier, name);
    if (ts.isNamespaceExport(exportClause))
      return exportClause.name.text === name && specifier !== null ? from(specifier, '*') : null;
    const element = exportClause.elements.find((each) => each.name.text === name);
    if (!element) return null;
    const inside = (element.propertyName ?? element.name).text;
    return specifier === null ? ofLocal(inside) : from(specifier, inside);
  }
  if (ts.isExportAssignment(statement) && ts.isIdentifier(statement.expression))
    return name === 'default' ? ofLocal(statement.expression.text) : null;
  if (!ts.isExpressionStatement(statement) || !isAssignment(statement.expression)) return null;
  const { left, right } = statement.expression;
  if (!isModuleExports(left)) return null;
  const required = requiredModule(right);
  return required === null ? null : from(required, name);
}

/** Returns the names under which a file exports one of its declarations. */
export function exportNamesOf(sourceFile: ts.SourceFile, local: string): Set<string> {
  const names = new Set<string>(local === 'default' ? ['default'] : []);
  const add = (value: ts.Expression, name: string): void => {
    if (ts.isIdentifier(value) && value.text === local) names.add(name);
    if (!ts.isObjectLiteralExpression(value) || name !== 'default') return;
    for (const property of value.properties) {
      if (ts.isShorthandPropertyAssignment(property) && property.name.text === local) names.add(local);
      if (ts.isPropertyAssignment(property) && ts.isIdentifier(property.name))
        add(property.initializer, property.name.text);
      if (ts.isMethodDeclaration(property) && property.name.getText(sourceFile) === local) names.add(local);
    }
  };
  for (const statement of sourceFile.statements) {
    if (ts.isExportDeclaration(statement) && !statement.moduleSpecifier && statement.exportClause) {
      if (ts.isNamedExports(statement.exportClause))
        for (const { name, propertyName } of statement.exportClause.elements)
          if ((propertyName ?? name).text === local) names.add(name.text);
    } else if (ts.isExportAssignment(statement)) {
      add(statement.expression, 'default');
    } else if (ts.isExpressionStatement(statement) && isAssignment(statement.expression)) {
      const { left, right } = statement.expression;
      if (isModuleExports(left)) add(right, 'default');
      else if (isExportsPath(left) && ts.isPropertyAccessExpression(left)) {
        if (left.name.text === local) names.add(local);
        add(right, left.name.text);
      }
    } else if (ts.canHaveModifiers(statement)) {
      const kinds = (ts.getModifiers(statement) ?? []).map(({ kind }) => kind);
      if (!kinds.includes(ts.SyntaxKind.ExportKeyword) || !declaredNames(statement).includes(local)) continue;
      names.add(kinds.includes(ts.SyntaxKind.DefaultKeyword) ? 'default' : local);
    }
  }
  return names;
}

function declaredNames(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ name }) => (ts.isIdentifier(name) ? [name.text] : []));
  const { name } = statement as ts.DeclarationStatement;
  return name && ts.isIdentifier(name) ? [name.text] : [];
}

/** Returns the names that the top level of a file imports, including by `require` and `await import`. */
export function importsOf(sourceFile: ts.SourceFile): Imported[] {
  const imported: Imported[] = [];
  for (const statement of sourceFile.statements) {
    if (ts.isImportDeclaration(statement)) imported.push(...declaredImports(statement));
    if (ts.isImportEqualsDeclaration(statement) && ts.isExternalModuleReference(statement.moduleReference)) {
      const { expression } = statement.moduleReference;
      if (ts.isStringLiteralLike(expression))
        imported.push({ local: statement.name.text, specifier: expression.text, name: '*' });
    }
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name, initializer } of statement.declarationList.declarations) {
      const specifier = initializer ? requiredModule(initializer) : null;
      if (specifier === null) continue;
      if (ts.isIdentifier(name)) imported.push({ local: name.text, specifier, name: '*' });
      if (!ts.isObjectBindingPattern(name)) continue;
      for (const element of name.elements)
        if (ts.isIdentifier(element.name))
          imported.push({
            local: element.name.text,
            specifier,
            name: (element.propertyName ?? element.name).getText(sourceFile),
          });
    }
  }
  return imported;
}

function declaredImports({ importClause, moduleSpecifier }: ts.ImportDeclaration): Imported[] {
  if (!importClause || !ts.isStringLiteralLike(moduleSpecifier)) return [];
  const specifier = moduleSpecifier.text;
  const imported: Imported[] = importClause.name ? [{ local: importClause.name.text, specifier, name: 'default' }] : [];
  const { namedBindings } = importClause;
  if (namedBindings && ts.isNamespaceImport(namedBindings))
    imported.push({ local: namedBindings.name.text, specifier, name: '*' });
  else
    for (const { name, propertyName } of namedBindings?.elements ?? [])
      imported.push({ local: name.text, specifier, name: (propertyName ?? name).text });
  return imported;
}

/** Returns the specifier of `require('x')` or `await import('x')`. */
function requiredModule(value: ts.Expression): string | null {
  const call = ts.isAwaitExpression(value) ? value.expression : value;
  if (!ts.isCallExpression(call)) return null;
  const isRequire = ts.isIdentifier(call.expression) && call.expression.text === 'require';
  const [specifier] = call.arguments;
  return (isRequire || call.expression.kind === ts.SyntaxKind.ImportKeyword) &&
    specifier &&
    ts.isStringLiteralLike(specifier)
    ? specifier.text
    : null;
}
