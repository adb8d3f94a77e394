import { statSync } from 'node:fs';
import ts from 'typescript';
import { disk } from '../files/disk.ts';

/** As bundlers resolve, which finds every file that any configuration without `paths` finds. */
const options: ts.CompilerOptions = {
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  module: ts.ModuleKind.ESNext,
  allowImportingTsExtensions: true,
  allowJs: true,
};

const kept = new Map<string, { changed: number; sourceFile: ts.SourceFile }>();
const mostKept = 64;

/**
 * Returns the tree of the file that a relative import refers to, from disk; `null` for packages and for files that do
 * not exist.
 */
export function followImport(importer: string, specifier: string): ts.SourceFile | null {
  if (!/^\.{1,2}(\/|$)/.test(specifier)) return null;
  const { resolvedModule } = ts.resolveModuleName(specifier, importer, options, disk);
  const path = resolvedModule?.resolvedFileName;
  return path === undefined || !/\.[cm]?[jt]sx?$/.test(path) ? null : read(path);
}

function read(path: string): ts.SourceFile | null {
  const changed = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  const text = changed === undefined ? undefined : disk.readFile(path);
  if (changed === undefined || text === undefined) return null;
  const before = kept.get(path);
  if (before?.changed === changed) return before.sourceFile;
  const sourceFile = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  kept.delete(path);
  kept.set(path, { changed, sourceFile });
  if (kept.size > mostKept) kept.delete(kept.keys().next().value ?? path);
  return sourceFile;
}

/** Follows an imported name to its file; `*` is the module as a whole. */
export function ofImport<T>(
  declaration: ts.Declaration,
  follow: (file: ts.SourceFile, name: string) => T | null,
): T | null {
  let statement: ts.Node = declaration;
  while (!ts.isImportDeclaration(statement)) {
    if (!ts.isImportSpecifier(statement) && !ts.isImportClause(statement) && !isImportBindings(statement)) return null;
    statement = statement.parent;
  }
  if (!ts.isStringLiteral(statement.moduleSpecifier)) return null;
  const file = followImport(statement.getSourceFile().fileName, statement.moduleSpecifier.text);
  if (!file) return null;
  if (ts.isImportSpecifier(declaration)) return follow(file, (declaration.propertyName ?? declaration.name).text);
  return follow(file, ts.isNamespaceImport(declaration) ? '*' : 'default');
}

function isImportBindings(node: ts.Node): node is ts.NamedImportBindings {
  return ts.isNamedImports(node) || ts.isNamespaceImport(node);
}
