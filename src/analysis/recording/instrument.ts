import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import ts from 'typescript';
import type { TextEdit } from '../../model/change.ts';
import type { RecordedFile } from '../../model/recording.ts';
import { applyEdits } from '../edits/apply-edits.ts';
import { findFunctions, type FoundFunction } from '../functions/find-functions.ts';
import type { Projects } from '../project/projects.ts';
import type { TargetReference } from '../protocol.ts';
import { parseSource } from '../syntax/parse-source.ts';

const recorder = 'globalThis[Symbol.for("parallelProfiler.recorder")]';
const sourceFolder = /[\\/]src(?=[\\/])/;

/**
 * Returns the file of a function and the files compiled from it, instrumented to report each call of the function to
 * the recorder. Line numbers do not change.
 */
export function instrumentFiles(
  projects: Projects,
  file: string,
  text: string,
  target: TargetReference,
): Record<string, RecordedFile> {
  const files: Record<string, RecordedFile> = {};
  const add = (path: string, contents: string, line: number | null): void => {
    const code = instrument(path, contents, target.name, line);
    if (code !== null) files[realpathSync(path)] = { text: contents, code };
  };
  add(file, text, target.location.line);
  for (const path of compiledFrom(file, projects.optionsOf(file))) add(path, readFileSync(path, 'utf8'), null);
  return files;
}

function instrument(file: string, text: string, name: string, line: number | null): string | null {
  const sourceFile = parseSource(text, file);
  const named = findFunctions(sourceFile).filter(({ listed }) => listed.name === name);
  const usable = named.filter(({ node, value }) => value !== null || (node !== null && bodyOf(node) !== undefined));
  const found = usable.find(({ listed }) => listed.location.line === line) ?? usable[0];
  if (!found) return null;
  return applyEdits(text, editsFor(found, file));
}

function editsFor({ node, value, listed }: FoundFunction, file: string): TextEdit[] {
  const insert = (offset: number, text: string): TextEdit => ({ file, start: offset, end: offset, text });
  const wrapped = value ?? (node && ts.isArrowFunction(node) ? node : null);
  if (wrapped) {
    const wrap = `(${recorder}?.wrap.bind(${recorder}) ?? ((target) => target))(`;
    return [insert(wrapped.getStart(), wrap), insert(wrapped.end, `, ${listed.async})`)];
  }
  if (!node) return [];
  const body = bodyOf(node);
  if (!body || !ts.isBlock(body)) return [];
  const directives = body.statements.filter(
    (statement, index) =>
      ts.isExpressionStatement(statement) &&
      ts.isStringLiteral(statement.expression) &&
      body.statements
        .slice(0, index)
        .every((other) => ts.isExpressionStatement(other) && ts.isStringLiteral(other.expression)),
  );
  const start = directives.at(-1)?.end ?? body.getStart() + 1;
  if (listed.async) return [insert(start, `;${recorder}?.record(arguments);`)];
  return [
    insert(start, `;${recorder}?.enter(arguments); try {`),
    insert(body.end - 1, `} finally { ${recorder}?.leave(); }`),
  ];
}

function bodyOf(node: ts.SignatureDeclaration): ts.Node | undefined {
  return (node as ts.FunctionLikeDeclaration).body;
}

/** Returns the JavaScript files in the usual output folders whose source map refers to the file. */
function compiledFrom(file: string, { outDir, rootDir }: ts.CompilerOptions): string[] {
  const stem = file.replace(/\.[cm]?tsx?$/, '');
  if (stem === file) return [];
  const stems = ['dist', 'build', 'out', 'lib'].map((folder) => stem.replace(sourceFolder, `/${folder}`));
  if (outDir !== undefined) {
    const root = rootDir ?? dirname(outDir);
    stems.push(resolve(outDir, stem.slice(root.length + 1)));
    // Without `rootDir`, the compiler omits the folder that all files share.
    stems.push(resolve(outDir, stem.slice(root.length + 1).replace(/^src[\\/]/, '')));
  }
  const paths = [stem, ...stems].flatMap((base) => ['.js', '.mjs', '.cjs'].map((extension) => base + extension));
  return [...new Set(paths)].filter((path) => existsSync(path) && leadsTo(path, file));
}

function leadsTo(path: string, file: string): boolean {
  const url = /\/\/# sourceMappingURL=(\S+)\s*$/.exec(readFileSync(path, 'utf8'))?.[1];
  if (url === undefined) return false;
  const inline = /^data:[^,]*;base64,(.*)$/.exec(url)?.[1];
  const mapFile = resolve(dirname(path), url);
  if (inline === undefined && !existsSync(mapFile)) return false;
  const text = inline === undefined ? readFileSync(mapFile, 'utf8') : Buffer.from(inline, 'base64').toString();
  const { sources = [], sourceRoot = '' } = JSON.parse(text) as { sources?: string[]; sourceRoot?: string };
  return sources.some((source) => resolve(dirname(mapFile), sourceRoot, source) === file);
}
