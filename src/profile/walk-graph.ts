import { readFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { resolve } from 'node:path';
import type { ResolvedImport, WrittenImport } from '../analysis/protocol.ts';
import { supplierOf } from './bundler-names.ts';
import { callEsbuild, type Metafile, type Plugin } from './esbuild.ts';
import { detectSyntax } from './detect-syntax.ts';
import { fileKind, isInstalled, isPlugAndPlay, type Syntax } from './file-kinds.ts';
import { findProgramFiles } from './find-program-files.ts';
import { isMarker, standInKind, type StandIn } from './stand-ins.ts';

/** A file that runs as part of the user's program. JavaScript in node_modules is not walked. */
export interface GraphFile {
  path: string;
  contents: string;
  syntax: Syntax;
  /** The module syntax that the file uses; `null` if its content does not decide. */
  modules: 'esm' | 'cjs' | null;
}

/** One import as written; `path` is `null` if it cannot be resolved. */
export interface GraphEdge {
  importer: string;
  specifier: string;
  kind: 'import-statement' | 'dynamic-import' | 'require-call' | 'require-resolve';
  path: string | null;
}

/** The files that the user's file imports, directly or not. */
export interface ModuleGraph {
  files: Map<string, GraphFile>;
  edges: GraphEdge[];
  /** Specifiers of built-in modules and URLs. */
  builtins: Set<string>;
  standIns: StandIn[];
}

/** Questions that need the user's compiler. */
export interface CompilerAnswers {
  /** Resolves imports that the bundler cannot. */
  resolveImports: (imports: WrittenImport[]) => Promise<ResolvedImport[]>;
  /** Adds the types for decorators to the text of a file, if its tsconfig.json asks for them. */
  addMetadata: (path: string, text: string) => Promise<string>;
}

// A computed name would make esbuild walk whole folders; such files are made runnable when they are loaded.
const computedImport = /\b(import|require)\((?=\s*(?:\/\*[^]*?\*\/\s*)*(?:'[^'\n]*'\s*\+|"[^"\n]*"\s*\+|`[^`]*\$\{))/g;

/**
 * Follows the imports of `entry` with a bundler's resolver, which supports tsconfig paths, missing extensions, and
 * `.js` written for `.ts`. Runs one build per distance from the entry, with every import external: nothing is linked,
 * because linking two files depends on the formats chosen later.
 * @param entry the user's file with the contents that will run
 * @param root absolute, real folder of the package; locations in errors are relative to it
 * @throws esbuild's BuildFailure for code that does not parse, and for an unresolvable import that the file cannot be
 * loaded without
 */
export async function walkGraph(
  entry: { path: string; contents: string },
  root: string,
  compiler: CompilerAnswers,
  signal?: AbortSignal,
): Promise<ModuleGraph> {
  const graph: ModuleGraph = { files: new Map(), edges: [], builtins: new Set(), standIns: [] };
  for (let wave = [entry.path]; wave.length > 0;) {
    signal?.throwIfAborted();
    const { files, edges, builtins, standIns, programs } = await readImports(wave, entry, root, compiler, new Set());
    for (const file of files) graph.files.set(file.path, file);
    const unresolved = edges.filter(({ path }) => path === null);
    if (unresolved.length > 0) {
      const written = unresolved.map(({ importer, specifier }) => ({ importer, specifier }));
      const resolved = await compiler.resolveImports(written);
      for (const [index, edge] of unresolved.entries()) edge.path = resolved[index]?.path ?? null;
    }
    graph.edges.push(...edges);
    for (const builtin of builtins) graph.builtins.add(builtin);
    graph.standIns.push(...standIns);
    const reached = new Set([
      ...edges.flatMap(({ path }) => (path !== null && isWalked(path) ? [path] : [])),
      ...programs,
    ]);
    wave = [...reached].filter((path) => !graph.files.has(path));
  }
  const missing = missingImports(entry.path, graph.edges);
  // A second resolution makes esbuild report the position of the import.
  if (missing.size > 0)
    await readImports([...new Set(missing.values())], entry, root, compiler, new Set(missing.keys()));
  return graph;
}

interface Imports extends Pick<ModuleGraph, 'edges' | 'builtins' | 'standIns'> {
  files: GraphFile[];
  /** Files that the code starts as programs. */
  programs: string[];
}

async function readImports(
  paths: readonly string[],
  entry: { path: string; contents: string },
  root: string,
  { addMetadata }: CompilerAnswers,
  refused: ReadonlySet<string>,
): Promise<Imports> {
  const read = new Map<string, Pick<GraphFile, 'path' | 'contents' | 'syntax'>>();
  const edges: GraphEdge[] = [];
  const builtins = new Set<string>();
  const standIns: StandIn[] = [];
  const plugin: Plugin = {
    name: 'read-imports',
    setup(build) {
      build.onResolve({ filter: /.*/ }, async (args) => {
        if (args.pluginData === plugin || args.kind === 'entry-point') return undefined;
        const { importer, resolveDir, kind, path: specifier } = args;
        const external = { path: specifier, external: true };
        // A URL may be for a loader of the user; Node refuses those that only another program supplies.
        const isUrl = /^[a-z][a-z+.-]+:/i.test(specifier) && supplierOf(specifier) === null;
        if (isBuiltin(specifier) || isUrl) {
          builtins.add(specifier);
          return external;
        }
        if (isMarker(specifier)) {
          standIns.push({ importer, specifier, path: null, kind: 'marker' });
          return external;
        }
        const found = await build.resolve(specifier, { importer, resolveDir, kind, pluginData: plugin });
        const missing = found.errors.length > 0;
        if (missing && refused.has(keyOf(importer, specifier))) {
          const detail: WrittenImport = { importer, specifier };
          return { errors: [{ text: `Cannot find ${JSON.stringify(specifier)}`, detail }] };
        }
        const path = missing || found.external || found.namespace !== 'file' ? null : found.path;
        const instead = path === null || !isImport(kind) ? null : standInKind(specifier, path);
        if (instead !== null) standIns.push({ importer, specifier, path, kind: instead });
        else if (isEdgeKind(kind)) edges.push({ importer, specifier, kind, path });
        return external;
      });
      build.onLoad({ filter: /.*/ }, async ({ path }) => {
        const written = path === entry.path ? entry.contents : await readFile(path, 'utf8');
        const contents = await addMetadata(path, written);
        const syntax = await detectSyntax(path, contents);
        read.set(path, { path, contents, syntax });
        return { contents: contents.replace(computedImport, '$1(0,'), loader: syntax };
      });
    },
  };
  const { metafile } = await callEsbuild((api) =>
    api.build({
      entryPoints: paths.map((path, index) => ({ in: path, out: String(index) })),
      absWorkingDir: root,
      bundle: true,
      write: false,
      metafile: true,
      outdir: root,
      format: 'esm',
      platform: 'node',
      target: 'esnext',
      conditions: [],
      resolveExtensions: ['.tsx', '.ts', '.jsx', '.js', '.mts', '.cts', '.mjs', '.cjs', '.json'],
      logLevel: 'silent',
      plugins: [plugin],
    }),
  );
  const modules = modulesByPath(metafile, root);
  const files = [...read.values()].map((file) => ({ ...file, modules: modules.get(file.path) ?? null }));
  return {
    files,
    edges,
    builtins,
    standIns,
    programs: files.flatMap((file) => findProgramFiles(file.path, file.contents)),
  };
}

/**
 * Returns the unresolvable imports of files that are always loaded together with the entry, not later or conditionally.
 * @returns the importing files by import
 */
function missingImports(entry: string, edges: readonly GraphEdge[]): Map<string, string> {
  const byImporter = new Map<string, GraphEdge[]>();
  for (const edge of edges) {
    if (edge.kind !== 'import-statement') continue;
    byImporter.set(edge.importer, [...(byImporter.get(edge.importer) ?? []), edge]);
  }
  const reached = new Set([entry]);
  const missing = new Map<string, string>();
  for (const file of reached) {
    for (const { importer, specifier, path } of byImporter.get(file) ?? []) {
      if (path === null) missing.set(keyOf(importer, specifier), importer);
      else reached.add(path);
    }
  }
  return missing;
}

function modulesByPath({ inputs }: Metafile, root: string): Map<string, 'esm' | 'cjs' | null> {
  return new Map(Object.entries(inputs).map(([path, { format }]) => [resolve(root, path), format ?? null]));
}

function isWalked(path: string): boolean {
  const kind = fileKind(path);
  return kind !== 'other' && !isPlugAndPlay(path) && !(kind === 'javascript' && isInstalled(path));
}

function isImport(kind: string): boolean {
  return kind === 'import-statement' || kind === 'dynamic-import';
}

function isEdgeKind(kind: string): kind is GraphEdge['kind'] {
  return ['import-statement', 'dynamic-import', 'require-call', 'require-resolve'].includes(kind);
}

function keyOf(importer: string, specifier: string): string {
  return `${importer}\n${specifier}`;
}
