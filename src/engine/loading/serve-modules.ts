import type * as FileSystem from 'node:fs';
import { dirname, extname, isAbsolute, join, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { ModuleFormat, ModuleMap } from './module-map.ts';
import { loadBuiltin } from './load-builtin.ts';
import { assetOf, standInForCommonjs, standInForJson, standInForProgram, readExportNames } from './stand-in-module.ts';
import { transpileOnDemand, type TranspiledModule } from './transpile-on-demand.ts';

const { existsSync, readFileSync, statSync } = loadBuiltin('node:fs') as typeof FileSystem;

export type ImportKind = 'import' | 'require';

/** The text that Node loads instead of the file on disk. */
export interface ServedModule {
  format: ModuleFormat;
  source: string;
}

const transpiled = new Set(['.ts', '.tsx', '.mts', '.cts', '.jsx']);
const tried = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json'];
const writtenFor: Record<string, string[]> = {
  '.js': ['.ts', '.tsx'],
  '.jsx': ['.tsx'],
  '.mjs': ['.mts'],
  '.cjs': ['.cts'],
};

/** Answers the requests of Node's module hooks from the map, independently of the kind of hooks. */
export class ModuleServer {
  private readonly map: ModuleMap;
  private readonly pathsOfUrls = new Map<string, string>();
  private readonly programs = new Set<string>();

  constructor(mapFile: string) {
    this.map = JSON.parse(readFileSync(mapFile, 'utf8')) as ModuleMap;
  }

  /** Returns the recorded path of a specifier; `undefined` leaves it to Node. */
  resolve(specifier: string, importer: string, kind: ImportKind): string | undefined {
    const known = this.map.resolutions[importer]?.[specifier];
    return typeof known === 'object' ? known[kind] : known;
  }

  /** Resolves between URLs. Keeps a query, since it makes a separate module of the same file. */
  resolveUrl(specifier: string, parentUrl: string | undefined, kind: ImportKind): string | undefined {
    if (!parentUrl?.startsWith('file:')) return undefined;
    const path = this.resolve(specifier, this.pathOf(parentUrl), kind);
    return path === undefined ? undefined : withQuery(path, specifier);
  }

  /**
   * Resolves a specifier that neither Node nor the map could: a computed name without its extension, or with the
   * extension that the compiler would have written.
   */
  resolveLeniently(specifier: string, importer: string | undefined): string | undefined {
    const named = /^[^?#]*/.exec(specifier)?.[0] ?? '';
    const relative = /^\.{1,2}(\/|$)/.test(named);
    if (importer === undefined ? relative : importer.includes(`${sep}node_modules${sep}`)) return undefined;
    let base: string;
    if (named.startsWith('file:')) base = fileURLToPath(named);
    else if (isAbsolute(named)) base = named;
    else if (relative && importer !== undefined) base = resolve(dirname(importer), named);
    else return undefined;
    const extension = extname(base);
    const candidates = [
      ...(writtenFor[extension] ?? []).map((other) => base.slice(0, -extension.length) + other),
      ...tried.map((other) => base + other),
      ...tried.map((other) => join(base, `index${other}`)),
    ];
    return candidates.find((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
  }

  resolveUrlLeniently(specifier: string, parentUrl: string | undefined): string | undefined {
    const importer = parentUrl?.startsWith('file:') ? this.pathOf(parentUrl) : undefined;
    const path = this.resolveLeniently(specifier, importer);
    return path === undefined ? undefined : withQuery(path, specifier);
  }

  /** Remembers a module that no other module imported: the program of a process or worker. */
  rememberProgram(url: string): void {
    if (url.startsWith('file:')) this.programs.add(this.pathOf(url));
  }

  /** Returns the module for `import`; `undefined` leaves the file to Node. */
  importUrl(url: string, attributes: Record<string, string | undefined> | undefined): ServedModule | undefined {
    if (!url.startsWith('file:')) return undefined;
    const path = this.pathOf(url);
    const served = this.require(path, 'import');
    if (served?.format === 'commonjs') {
      const program = this.programs.has(path);
      const source = program
        ? standInForProgram(path)
        : standInForCommonjs(path, [...this.exportsOf(path, served.source)]);
      return { format: 'module', source };
    }
    if (served || path.includes(`${sep}node_modules${sep}`)) return served;
    if (extname(path) === '.json' && attributes?.['type'] === undefined) {
      return { format: 'module', source: standInForJson(readFileSync(path, 'utf8')) };
    }
    const asset = assetOf(path);
    return asset === null ? undefined : { format: 'module', source: `export default ${JSON.stringify(asset)};` };
  }

  /** Returns the module for `require`; `undefined` leaves the file to Node. */
  requireUrl(url: string): ServedModule | undefined {
    return url.startsWith('file:') ? this.require(this.pathOf(url)) : undefined;
  }

  require(path: string, kind: ImportKind = 'require'): ServedModule | undefined {
    const known = this.map.modules[path];
    if (known) return { format: known.format, source: readFileSync(known.code, 'utf8') };
    if (transpiled.has(extname(path)) && existsSync(path)) return this.onDemand(path, kind);
    const asset = kind === 'require' && !path.includes(`${sep}node_modules${sep}`) ? assetOf(path) : null;
    return asset === null ? undefined : { format: 'commonjs', source: `module.exports = ${JSON.stringify(asset)};` };
  }

  /**
   * Returns the module for `require` in Node versions with asynchronous hooks, which do not see the imports of an ES
   * module.
   */
  requireWithoutHooks(path: string): ServedModule | undefined {
    const twin = this.map.modules[path]?.commonjs;
    return twin === undefined ? this.require(path) : { format: 'commonjs', source: readFileSync(twin, 'utf8') };
  }

  private exportsOf(path: string, source: string, known = new Set<string>(), seen = new Set<string>()): Set<string> {
    seen.add(path);
    const { names, from } = readExportNames(source);
    for (const name of names) known.add(name);
    for (const specifier of from) {
      const exact = /^\.{1,2}\//.test(specifier) ? resolve(dirname(path), specifier) : undefined;
      const candidates = [this.resolve(specifier, path, 'require'), exact, this.resolveLeniently(specifier, path)];
      const next = candidates.find(
        (it) => it !== undefined && !seen.has(it) && statSync(it, { throwIfNoEntry: false })?.isFile(),
      );
      if (next !== undefined)
        this.exportsOf(next, this.require(next)?.source ?? readFileSync(next, 'utf8'), known, seen);
    }
    return known;
  }

  private readonly transpiledHere = new Map<string, TranspiledModule>();

  /** Decides once per thread, so that `import` and `require` of one file always use the same format. */
  private onDemand(path: string, kind: ImportKind): TranspiledModule {
    const known = this.transpiledHere.get(path) ?? transpileOnDemand(path, kind, this.map);
    this.transpiledHere.set(path, known);
    return known;
  }

  private pathOf(url: string): string {
    let path = this.pathsOfUrls.get(url);
    if (path === undefined) {
      path = fileURLToPath(url);
      this.pathsOfUrls.set(url, path);
    }
    return path;
  }
}

function withQuery(path: string, specifier: string): string {
  const query = /[?#].*$/.exec(specifier)?.[0] ?? '';
  return pathToFileURL(path).href + (specifier.startsWith('#') ? '' : query);
}
