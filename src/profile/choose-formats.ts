import { extname } from 'node:path';
import type { ModuleFormat } from '../engine/protocol.ts';
import { fileKind, isInstalled } from './file-kinds.ts';
import { packageScopeOf, type PackageScope } from './package-scope.ts';
import { transpileFiles, type TranspiledFile } from './transpile-files.ts';
import type { GraphFile, ModuleGraph } from './walk-graph.ts';

/** The module format in which one file will run. */
export interface ChosenFormat {
  format: ModuleFormat;
  /** `false` for JavaScript that Node runs without compilation, although some versions need a flag. */
  transpile: boolean;
}

/** Names that only CommonJS defines; a file that uses them is not an ES module. */
const commonjsNames = /\b(?:require|module|exports|__dirname|__filename)\b/;

/**
 * Decides whether each file that Node cannot run as written, and the target, which gets an appended statement, becomes
 * an ES module or CommonJS. The extension and package.json decide as in Node; if they leave it open, the file's own
 * syntax decides. See docs/loading.md.
 * @returns formats by path, and the CommonJS code produced along the way, which need not be produced again
 */
export async function chooseFormats(
  graph: ModuleGraph,
  target: string,
  root: string,
): Promise<{ formats: Map<string, ChosenFormat>; commonjs: Map<string, TranspiledFile> }> {
  const scopes = new Map<string, PackageScope>();
  const declared = new Map<string, ModuleFormat | null>();
  for (const path of graph.files.keys()) declared.set(path, declaredFormat(path, packageScopeOf(path, scopes)));

  const undecided = [...graph.files.values()].filter(
    (file) => declared.get(file.path) !== 'module' && mayChange(file, target, declared.get(file.path) ?? null),
  );
  const trial = await transpileFiles(undecided, 'commonjs', root);

  const modules = new Set([...declared].flatMap(([path, format]) => (format === 'module' ? [path] : [])));
  const awaiting = new Set(trial.awaiting);
  for (const path of awaiting) modules.add(path);
  for (const file of undecided) {
    if (declared.get(file.path) === null && trial.files.get(file.path)?.importMeta) modules.add(file.path);
  }
  for (const { path, modules: written } of graph.files.values()) {
    if (declared.get(path) === null && written === 'esm' && !trial.files.has(path)) modules.add(path);
  }
  spread(graph, { modules, awaiting, declared, target });

  const formats = new Map<string, ChosenFormat>();
  for (const file of graph.files.values()) {
    const format = modules.has(file.path) ? 'module' : 'commonjs';
    const transpile = file.path === target || !isPlain(file) || (format === 'commonjs' && file.modules === 'esm');
    const detected = declared.get(file.path) === null && format === 'module';
    if ((transpile && mayServe(file, target)) || detected) formats.set(file.path, { format, transpile });
  }
  return { formats, commonjs: trial.files };
}

/** Returns the format by extension and package.json; `null` if Node decides by the syntax. */
function declaredFormat(path: string, scope: PackageScope): ModuleFormat | null {
  const extension = extname(path);
  if (extension === '.mts' || extension === '.mjs') return 'module';
  if (extension === '.cts' || extension === '.cjs') return 'commonjs';
  return scope.type;
}

function isPlain(file: GraphFile): boolean {
  return fileKind(file.path) === 'javascript' && file.syntax === 'js';
}

/** Returns whether a file's format is open, or it must become CommonJS. */
function mayChange(file: GraphFile, target: string, declared: ModuleFormat | null): boolean {
  if (!mayServe(file, target)) return false;
  // Node detects the syntax of plain JavaScript itself; a conversion would change the program.
  const detectable = declared === null && file.modules === 'esm' && isPlain(file) && extname(file.path) === '.js';
  return !detectable && (file.path === target || !isPlain(file) || file.modules === 'esm');
}

function mayServe(file: GraphFile, target: string): boolean {
  return file.path === target || !(fileKind(file.path) === 'javascript' && isInstalled(file.path));
}

interface Spread {
  modules: Set<string>;
  awaiting: Set<string>;
  declared: ReadonlyMap<string, ModuleFormat | null>;
  target: string;
}

/**
 * Propagates two facts along imports until nothing changes. `require` cannot load a module with a top-level `await`, so
 * its importers become ES modules. And a file imported by an ES module becomes one unless something prevents it, so
 * that default and named imports keep the meaning they have between two ES modules.
 */
function spread(graph: ModuleGraph, { modules, awaiting, declared, target }: Spread): void {
  const statements = graph.edges.filter(({ kind, path }) => kind === 'import-statement' && path !== null);
  for (let before = -1; before !== modules.size + awaiting.size;) {
    before = modules.size + awaiting.size;
    for (const { importer, path } of statements) {
      const imported = path === null ? undefined : graph.files.get(path);
      if (!imported) continue;
      if (awaiting.has(imported.path) && extname(importer) !== '.cts') {
        awaiting.add(importer);
        modules.add(importer);
      }
      const open = declared.get(imported.path) === null && imported.modules === 'esm' && imported.path !== target;
      if (open && modules.has(importer) && !commonjsNames.test(imported.contents)) modules.add(imported.path);
    }
  }
}
