import ts from 'typescript';
import type { TextEdit } from '../../model/change.ts';
import { hasRequire, quoted, styleOf } from './source-style.ts';

/** A name made available in a file, with the edits that this needs. */
export interface ImportedName {
  /**
   * The expression to use in code: `availableParallelism`, or `os.availableParallelism` if the whole module is
   * imported.
   */
  expression: string;
  edits: TextEdit[];
}

/**
 * Makes exports of a module available in a file, through an existing import if there is one. Request all `names` of one
 * module in a single call; the edits of separate calls would overlap.
 */
export function importNames(sourceFile: ts.SourceFile, module: string, names: readonly string[]): ImportedName[] {
  const declarations = importsOf(sourceFile, module);
  const missing: { name: string; local: string }[] = [];
  const found = names.map((name): ImportedName => {
    const there =
      declarations.map((declaration) => asImported(declaration, name)).find((text) => text !== null) ??
      asRequired(sourceFile, module, name);
    if (there !== undefined) return { expression: there, edits: [] };
    const local = freeName(sourceFile, name);
    missing.push({ name, local });
    return { expression: local, edits: [] };
  });
  const [first] = found;
  if (first && missing.length > 0) first.edits.push(addImport(sourceFile, declarations, module, missing));
  return found;
}

/** Makes one export available; see `importNames`. */
export function importName(sourceFile: ts.SourceFile, module: string, name: string): ImportedName {
  const [imported] = importNames(sourceFile, module, [name]);
  return imported ?? { expression: name, edits: [] };
}

/** Returns where to insert a new import: after the last import, else before the first statement and its comment. */
export function importPosition(sourceFile: ts.SourceFile): { offset: number; before: string; after: string } {
  const last = sourceFile.statements.findLast((statement) => ts.isImportDeclaration(statement) || isRequire(statement));
  if (last) return { offset: last.end, before: '\n', after: '' };
  const directive = sourceFile.statements.findLast(
    (statement, index) => ts.isExpressionStatement(statement) && ts.isStringLiteral(statement.expression) && index < 3,
  );
  if (directive) return { offset: directive.end, before: '\n\n', after: '' };
  // A shebang and `// @ts-check` only work at the very top.
  const head = /^(#![^\n]*\n)?(\/\/ @ts-(no)?check[^\n]*\n)?/.exec(sourceFile.text)?.[0] ?? '';
  return { offset: head.length, before: head === '' ? '' : '\n', after: '\n\n' };
}

/** Returns a name that is not yet used in the file. */
export function freeName(sourceFile: ts.SourceFile, wanted: string): string {
  let name = wanted;
  for (let count = 2; new RegExp(`(?<![\\w$.])${name.replace('$', '\\$')}(?![\\w$])`).test(code(sourceFile)); count++)
    name = `${wanted}${count}`;
  return name;
}

/** Returns the text without comments, which mention names without declaring them. */
function code(sourceFile: ts.SourceFile): string {
  return sourceFile.text.replace(/\/\*[\s\S]*?\*\/|(?<![:'"`])\/\/[^\n]*/g, '');
}

function importsOf(sourceFile: ts.SourceFile, module: string): ts.ImportDeclaration[] {
  const plain = module.replace(/^node:/, '');
  return sourceFile.statements.filter(
    (statement): statement is ts.ImportDeclaration =>
      ts.isImportDeclaration(statement) &&
      ts.isStringLiteral(statement.moduleSpecifier) &&
      statement.moduleSpecifier.text.replace(/^node:/, '') === plain &&
      statement.importClause !== undefined &&
      statement.importClause.phaseModifier !== ts.SyntaxKind.TypeKeyword,
  );
}

function asImported({ importClause, moduleSpecifier }: ts.ImportDeclaration, name: string): string | null {
  const bindings = importClause?.namedBindings;
  if (bindings && ts.isNamespaceImport(bindings)) return `${bindings.name.text}.${name}`;
  const specifier = bindings?.elements.find(
    (element) => (element.propertyName ?? element.name).text === name && !element.isTypeOnly,
  );
  if (specifier) return specifier.name.text;
  // The default export of a built-in module has its exports as members.
  const isBuiltIn =
    ts.isStringLiteral(moduleSpecifier) && /^(node:)?(os|worker_threads|path|url)$/.test(moduleSpecifier.text);
  return importClause?.name && isBuiltIn && !bindings ? `${importClause.name.text}.${name}` : null;
}

/** `const { name } = require('module')`, `const module = require('module')`. */
function asRequired(sourceFile: ts.SourceFile, module: string, name: string): string | undefined {
  const plain = module.replace(/^node:/, '');
  for (const statement of sourceFile.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const { initializer, name: bound } of statement.declarationList.declarations) {
      const from =
        initializer && /^require\((['"`])(?:node:)?([^'"`]+)\1\)$/.exec(initializer.getText(sourceFile))?.[2];
      if (from !== plain) continue;
      if (ts.isIdentifier(bound)) return `${bound.text}.${name}`;
      if (!ts.isObjectBindingPattern(bound)) continue;
      const element = bound.elements.find((each) => (each.propertyName ?? each.name).getText(sourceFile) === name);
      if (element && ts.isIdentifier(element.name)) return element.name.text;
    }
  }
  return undefined;
}

function addImport(
  sourceFile: ts.SourceFile,
  declarations: readonly ts.ImportDeclaration[],
  module: string,
  missing: readonly { name: string; local: string }[],
): TextEdit {
  const style = styleOf(sourceFile);
  const file = sourceFile.fileName;
  const specifiers = (as: string): string =>
    missing.map(({ name, local }) => (name === local ? name : `${name}${as}${local}`)).join(', ');
  for (const { importClause } of declarations) {
    const bindings = importClause?.namedBindings;
    const last = bindings && ts.isNamedImports(bindings) ? bindings.elements.at(-1) : undefined;
    if (last) return { file, start: last.end, end: last.end, text: `, ${specifiers(' as ')}` };
  }
  const { offset, before, after } = importPosition(sourceFile);
  const from = quoted(module, style);
  const line = hasRequire(sourceFile)
    ? `const { ${specifiers(': ')} } = require(${from})${style.end}`
    : `import { ${specifiers(' as ')} } from ${from}${style.end}`;
  return { file, start: offset, end: offset, text: before + line + after };
}

function isRequire(statement: ts.Statement): boolean {
  return (
    ts.isVariableStatement(statement) &&
    statement.declarationList.declarations.every(
      ({ initializer }) => initializer !== undefined && /^require\(|^await import\(/.test(initializer.getText()),
    )
  );
}
