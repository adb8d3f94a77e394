import ts from 'typescript';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file of the project; `path` is relative to the root, with forward slashes. */
export interface SourceText {
  path: string;
  text: string;
}

/**
 * `value` and `side-effect` imports run the other file, `dynamic` ones perhaps later, and `type` imports never do:
 * they are gone after the compiler.
 */
export type ImportKind = 'value' | 'dynamic' | 'type';

/** One import, export-from, `import()` or `require()`. */
export interface Import {
  specifier: string;
  kind: ImportKind;
  line: number;
}

/** All `.ts` files below the folders of `root`. */
export function readSources(root: string, folders: readonly string[]): SourceText[] {
  return folders
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
    )
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /\.[cm]?tsx?$/.test(path))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

const trees = new WeakMap<SourceText, ts.SourceFile>();
const imports = new WeakMap<SourceText, Import[]>();

/** The syntax tree, made once for each source. */
export function parse(source: SourceText): ts.SourceFile {
  const tree = trees.get(source) ?? ts.createSourceFile(source.path, source.text, ts.ScriptTarget.Latest, true);
  trees.set(source, tree);
  return tree;
}

/** The compiler's own pre-scan finds them; the syntax tree only says which of them are for types. */
export function importsOf(source: SourceText): Import[] {
  const found = imports.get(source) ?? findImports(source);
  imports.set(source, found);
  return found;
}

function findImports(source: SourceText): Import[] {
  const tree = parse(source);
  return ts.preProcessFile(source.text, true, true).importedFiles.map(({ fileName, pos }) => ({
    specifier: fileName,
    kind: kindAt(tree, pos),
    line: tree.getLineAndCharacterOfPosition(pos).line + 1,
  }));
}

/** Every node of a tree, parents first. */
export function* nodesOf(node: ts.Node): Generator<ts.Node> {
  yield node;
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => void children.push(child));
  for (const child of children) yield* nodesOf(child);
}

export function lineOf(node: ts.Node): number {
  return node.getSourceFile().getLineAndCharacterOfPosition(node.getStart()).line + 1;
}

function kindAt(tree: ts.SourceFile, position: number): ImportKind {
  const visit = (node: ts.Node): ImportKind | undefined => {
    if (position < node.getStart(tree) || position >= node.getEnd()) return undefined;
    if (ts.isImportDeclaration(node))
      return node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword ? 'type' : 'value';
    if (ts.isExportDeclaration(node)) return node.isTypeOnly ? 'type' : 'value';
    if (ts.isImportTypeNode(node)) return 'type';
    const inner = ts.forEachChild(node, visit);
    if (inner !== undefined) return inner;
    return ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword ? 'dynamic' : undefined;
  };
  return visit(tree) ?? 'value';
}
