import { readFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { resolve } from 'node:path';
import { loadEsbuild, type Metafile, type Plugin } from './esbuild.ts';
import { fileKind, isInstalled, loaderOf } from './file-kinds.ts';
import { findProgramFiles } from './find-program-files.ts';

/** A file that runs as part of the user's program. What is installed in node_modules as JavaScript is not walked. */
export interface GraphFile {
  path: string;
  contents: string;
  /** Told by its syntax; `null` when nothing in it decides. */
  syntax: 'esm' | 'cjs' | null;
}

/** One import as written; `path` is `null` when it leads nowhere. */
export interface GraphEdge {
  importer: string;
  specifier: string;
  kind: 'import-statement' | 'dynamic-import' | 'require-call' | 'require-resolve';
  path: string | null;
}

/** What the user's file pulls in. */
export interface ModuleGraph {
  files: Map<string, GraphFile>;
  edges: GraphEdge[];
}

// A computed name would make esbuild walk whole folders; such files are made runnable when they are asked for.
const computedImport = /\b(import|require)\((?=\s*(?:\/\*[^]*?\*\/\s*)*(?:'[^'\n]*'\s*\+|"[^"\n]*"\s*\+|`[^`]*\$\{))/g;

/**
 * Walks the imports of `entry` the way a bundler does, which knows tsconfig paths, missing extensions, and `.js` written
 * for `.ts`.
 * @param entry the user's file with the contents that will run
 * @param root absolute, real folder of the package; places in errors are relative to it
 * @throws esbuild's BuildFailure for code that does not parse, and for an import that leads nowhere although the file
 *   cannot be loaded without it
 */
export async function walkGraph(entry: { path: string; contents: string }, root: string): Promise<ModuleGraph> {
  const graph = await walk(entry, root, new Set());
  const missing = missingImports(entry.path, graph.edges);
  // Asked again, esbuild says where the import stands.
  return missing.size === 0 ? graph : await walk(entry, root, missing);
}

async function walk(
  entry: { path: string; contents: string },
  root: string,
  refused: ReadonlySet<string>,
): Promise<ModuleGraph> {
  const esbuild = await loadEsbuild();
  const contents = new Map<string, string>();
  const edges: GraphEdge[] = [];
  const plugin: Plugin = {
    name: 'walk',
    setup(build) {
      build.onResolve({ filter: /.*/ }, async (args) => {
        if (args.pluginData === plugin || args.kind === 'entry-point') return undefined;
        if (isBuiltin(args.path) || /^[a-z][a-z+.-]+:/i.test(args.path)) return { path: args.path, external: true };
        const { importer, resolveDir, kind, path: specifier } = args;
        const found = await build.resolve(specifier, { importer, resolveDir, kind, pluginData: plugin });
        const missing = found.errors.length > 0;
        if (missing && refused.has(keyOf(importer, specifier))) {
          return {
            errors: [{ text: `Cannot find ${JSON.stringify(specifier)}`, notes: found.errors[0]?.notes ?? [] }],
          };
        }
        const path = missing || found.namespace !== 'file' ? null : found.path;
        if (isEdgeKind(kind)) edges.push({ importer, specifier, kind, path });
        const walked = path !== null && !found.external && isWalked(path);
        // Without it, modules of a package that promises to have no side effects would be left out.
        return walked ? { path, sideEffects: true } : { path: specifier, external: true };
      });
      build.onLoad({ filter: /.*/ }, async ({ path }) => {
        const text = path === entry.path ? entry.contents : await readFile(path, 'utf8');
        contents.set(path, text);
        const programs = findProgramFiles(path, text).map((file) => `;import(${JSON.stringify(file)})`);
        const walkable = text.replace(computedImport, '$1(0,');
        return { contents: `${walkable}\n${programs.join('')}`, loader: loaderOf(path, text) };
      });
    },
  };
  const { metafile } = await esbuild.build({
    entryPoints: [entry.path],
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
    ignoreAnnotations: true,
    logLevel: 'silent',
    plugins: [plugin],
  });
  const syntax = syntaxByPath(metafile, root);
  const files = [...contents].map(
    ([path, text]) => [path, { path, contents: text, syntax: syntax.get(path) ?? null }] as const,
  );
  return { files: new Map(files), edges };
}

/** Imports that lead nowhere in files that are loaded together with the entry, not later and not perhaps. */
function missingImports(entry: string, edges: readonly GraphEdge[]): Set<string> {
  const byImporter = new Map<string, GraphEdge[]>();
  for (const edge of edges) {
    if (edge.kind !== 'import-statement') continue;
    byImporter.set(edge.importer, [...(byImporter.get(edge.importer) ?? []), edge]);
  }
  const reached = new Set([entry]);
  const missing = new Set<string>();
  for (const file of reached) {
    for (const { importer, specifier, path } of byImporter.get(file) ?? []) {
      if (path === null) missing.add(keyOf(importer, specifier));
      else reached.add(path);
    }
  }
  return missing;
}

function syntaxByPath({ inputs }: Metafile, root: string): Map<string, 'esm' | 'cjs' | null> {
  return new Map(Object.entries(inputs).map(([path, { format }]) => [resolve(root, path), format ?? null]));
}

function isWalked(path: string): boolean {
  const kind = fileKind(path);
  return kind !== 'other' && !(kind === 'javascript' && isInstalled(path));
}

function isEdgeKind(kind: string): kind is GraphEdge['kind'] {
  return ['import-statement', 'dynamic-import', 'require-call', 'require-resolve'].includes(kind);
}

function keyOf(importer: string, specifier: string): string {
  return `${importer}\n${specifier}`;
}
