import { readFileSync, realpathSync, statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, extname, join, sep } from 'node:path';
import ts from 'typescript';
import { disk } from '../files/disk.ts';

const tried = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json'];
const writtenFor: Record<string, readonly string[]> = {
  '.js': ['.ts', '.tsx', '.jsx'],
  '.jsx': ['.tsx'],
  '.mjs': ['.mts'],
  '.cjs': ['.cts'],
};
const generated = /[\\/](?:dist|build|out|lib|esm|cjs|types)(?=[\\/])/;

/** Resolves import specifiers to the project's own source files, through path aliases and workspace packages. */
export class ModuleResolver {
  readonly #optionsOf: (file: string) => ts.CompilerOptions;
  readonly #packages: ReadonlyMap<string, string>;
  readonly #known = new Map<string, string | null>();

  /** @param packages workspace folders by package name */
  constructor(optionsOf: (file: string) => ts.CompilerOptions, packages: ReadonlyMap<string, string>) {
    this.#optionsOf = optionsOf;
    this.#packages = packages;
  }

  /** Returns the real path of the file that a specifier resolves to; `null` for built-in and installed modules. */
  resolve(specifier: string, from: string): string | null {
    if (isBuiltin(specifier)) return null;
    const key = `${dirname(from)}\n${specifier}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const found = /^\.{1,2}(?:\/|$)/.test(specifier)
      ? fileAt(join(dirname(from), specifier))
      : (this.#byOptions(specifier, from) ?? this.#inWorkspace(specifier));
    const path = found === null ? null : realpathSync(found);
    this.#known.set(key, path);
    return path;
  }

  /** Returns whether an installed package can be resolved from a file. */
  isInstalled(specifier: string, from: string): boolean {
    const name = packageName(specifier);
    for (let folder = dirname(from); ; folder = dirname(folder)) {
      if (disk.directoryExists(`${folder.replaceAll(sep, '/')}/node_modules/${name}`)) return true;
      if (dirname(folder) === folder) return false;
    }
  }

  #byOptions(specifier: string, from: string): string | null {
    const { resolvedModule } = ts.resolveModuleName(specifier, from, this.#optionsOf(from), disk);
    if (!resolvedModule || resolvedModule.resolvedFileName.includes('/node_modules/')) return null;
    return sourceOf(resolvedModule.resolvedFileName);
  }

  #inWorkspace(specifier: string): string | null {
    const folder = this.#packages.get(packageName(specifier));
    if (folder === undefined) return null;
    const inside = specifier.slice(packageName(specifier).length);
    const written = entriesOf(folder, inside);
    const usual = inside === '' ? ['src/index', 'index'] : [inside, `src${inside}`];
    for (const entry of [...written, ...usual]) {
      const found = sourceOf(join(folder, entry)) ?? fileAt(join(folder, entry));
      if (found !== null) return found;
    }
    return null;
  }
}

function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** Returns the paths that a package.json lists for an entry point; `''` is the main one. */
function entriesOf(folder: string, inside: string): string[] {
  const fields = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, unknown>;
  const exported = fields['exports'] as Record<string, unknown> | string | undefined;
  const keyed = typeof exported === 'object' && Object.keys(exported).some((key) => key.startsWith('.'));
  const entry = keyed ? exported[`.${inside}`] : inside === '' ? exported : undefined;
  const main = inside === '' ? ['source', 'types', 'module', 'main'].map((field) => fields[field]) : [];
  return [...stringsIn(entry), ...stringsIn(main)];
}

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}

/**
 * Returns the source that a compiled file or a declaration file was generated from, or the file itself if it is source.
 */
function sourceOf(path: string): string | null {
  const isDeclaration = /\.d\.[cm]?ts$/.test(path);
  const stem = path.replace(/(?:\.d)?\.[cm]?[jt]sx?$/, '');
  if (generated.test(path)) {
    for (const folder of ['/src', '']) {
      const found = fileAt(stem.replace(generated, folder));
      if (found !== null) return found;
    }
  }
  return isDeclaration ? fileAt(stem) : isFile(path) ? path : null;
}

/** Returns the source file for a path without an extension or with the extension of the compiled file. */
function fileAt(base: string): string | null {
  const extension = extname(base);
  const candidates = [
    base,
    ...(writtenFor[extension] ?? []).map((other) => base.slice(0, -extension.length) + other),
    ...tried.map((other) => base + other),
    ...tried.map((other) => `${base.replace(/[\\/]$/, '')}${sep}index${other}`),
  ];
  return candidates.find(isFile) ?? null;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
