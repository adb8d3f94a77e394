import ts from 'typescript';
import { isAssignment, isExportsPath, isModuleExports } from '../functions/exported-names.ts';
import { hasModifier } from '../functions/read-signature.ts';
import { unwrap } from '../syntax/member-path.ts';
import { importsOf, loadedBy } from './imports-of.ts';
import type { LocalNames } from './local-names.ts';
import type { ModuleResolver } from './module-resolver.ts';

/** An export of a file; `*` is the module as a whole. */
interface Exported {
  file: string;
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

  /** Returns how a file refers to the function by what it imports. */
  namesIn(sourceFile: ts.SourceFile): LocalNames {
    const names: LocalNames = { paths: new Set(), roots: new Set() };
    for (const { local, specifier, name, declaration } of importsOf(sourceFile)) {
      const file = this.#resolver.resolve(specifier, sourceFile.fileName);
      if (file === null) continue;
      for (const path of this.#pathsOf(local, name, file)) {
        names.paths.add(path);
        names.roots.add(declaration);
      }
    }
    return names;
  }

  #pathsOf(local: string, name: string, file: string): string[] {
    const paths = this.#isTarget(file, name) ? [local] : [];
    const whole = name === '*' || name === 'default' ? file : this.#namespaceOf(file, name);
    // The default import of a CommonJS module is its whole `module.exports`.
    if (whole === null || (name === 'default' && !this.#isCommonjs(file))) return paths;
    for (const member of this.#target.names) if (this.#isTarget(whole, member)) paths.push(`${local}.${member}`);
    if (name === '*' && this.#isTarget(file, 'default') && this.#isCommonjs(file)) paths.push(local);
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
      const imported = importsOf(sourceFile).find((entry) => entry.isTopLevel && entry.local === local);
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
  if (ts.isVariableStatement(statement)) {
    if (!hasModifier(statement, ts.SyntaxKind.ExportKeyword)) return null;
    const value = statement.declarationList.declarations.find((each) => each.name.getText() === name)?.initializer;
    return value && ts.isIdentifier(unwrap(value)) ? ofLocal(unwrap(value).getText()) : null;
  }
  if (!ts.isExpressionStatement(statement) || !isAssignment(statement.expression)) return null;
  const { left, right } = statement.expression;
  if (!isModuleExports(left)) return null;
  const required = loadedBy(right);
  return required?.name === '*' ? from(required.specifier, name) : null;
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
