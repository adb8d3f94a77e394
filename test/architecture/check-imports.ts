import { posix } from 'node:path';
import type { FolderRule } from './layers.ts';
import { importsOf, type Import, type SourceText } from './source-file.ts';

/** The file that a relative import means, or `undefined` for a package. */
export function importedPath(from: string, specifier: string): string | undefined {
  return specifier.startsWith('.') ? posix.join(posix.dirname(from), specifier) : undefined;
}

/** `@scope/name/deep` -> `@scope/name`; built-in modules are all `node:`. */
export function packageOf(specifier: string): string {
  if (specifier.startsWith('node:')) return 'node:';
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** One sentence for every import that the table does not allow. */
export function forbiddenImports(sources: readonly SourceText[], rules: readonly FolderRule[]): string[] {
  const paths = new Set(sources.map((source) => source.path));
  return sources.flatMap((source) => {
    const rule = rules.find(({ folder }) => isInside(source.path, folder));
    if (rule === undefined) return [`${source.path}: its folder is not in the table`];
    return importsOf(source).flatMap((found) => {
      const problem = problemWith(found, source.path, rule, paths);
      return problem === undefined ? [] : [`${source.path}:${found.line}: ${problem}`];
    });
  });
}

/** One sentence for every file that imports a package which another folder owns, or which one file should own. */
export function wrongOwners(
  sources: readonly SourceText[],
  owners: readonly { package: string; folder: string; files?: number }[],
): string[] {
  return owners.flatMap((owner) => {
    const users = sources
      .filter((source) => importsOf(source).some(({ specifier }) => isCodeOf(specifier, owner.package)))
      .map((source) => source.path);
    const outside = users
      .filter((path) => !isInside(path, owner.folder))
      .map((path) => `${path}: ${owner.package} belongs to ${owner.folder}`);
    const limit = owner.files ?? Infinity;
    return users.length > limit
      ? [...outside, `${owner.package} is imported by ${users.join(', ')}; at most ${limit} may`]
      : outside;
  });
}

/**
 * The way from a program to something it must never load, as `a -> b -> c`; empty when there is none. Dynamic imports
 * count for folders, and not for packages: those may be loaded when they are needed.
 */
export function wayTo(
  sources: readonly SourceText[],
  rule: { from: string; folders: readonly string[]; packages: readonly string[] },
): string[] {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const seen = new Set<string>();
  const visit = (path: string, way: readonly string[], deferred: boolean): string[] => {
    const here = [...way, path];
    if (rule.folders.some((folder) => isInside(path, folder))) return [here.join(' -> ')];
    const source = byPath.get(path);
    const visited = `${path} ${deferred}`;
    if (source === undefined || seen.has(visited)) return [];
    seen.add(visited);
    return importsOf(source).flatMap(({ specifier, kind }) => {
      if (kind === 'type') return [];
      const later = deferred || kind === 'dynamic';
      const target = importedPath(path, specifier);
      if (target !== undefined) return visit(target, here, later);
      return !later && rule.packages.includes(packageOf(specifier)) ? [[...here, specifier].join(' -> ')] : [];
    });
  };
  return visit(rule.from, [], false);
}

function isCodeOf(specifier: string, name: string): boolean {
  return packageOf(specifier) === name && !specifier.endsWith('.css');
}

function isInside(path: string, folder: string): boolean {
  return path.startsWith(`${folder}/`);
}

function problemWith(
  { specifier, kind }: Import,
  from: string,
  rule: FolderRule,
  paths: ReadonlySet<string>,
): string | undefined {
  const target = importedPath(from, specifier);
  if (target === undefined) {
    const name = packageOf(specifier);
    return rule.packages.includes(name) ? undefined : `${rule.folder} may not import the package ${name}`;
  }
  // A generated module has only its declarations among the sources.
  const file = paths.has(target) ? target : target.replace(/\.mjs$/, '.d.mts');
  if (/\.[cm]?[jt]sx?$|\/[^.]*$/.test(target) && !paths.has(file)) {
    return `there is no ${target}; relative imports carry the .ts extension`;
  }
  if ([rule.folder, ...rule.folders].some((folder) => isInside(target, folder))) return undefined;
  if (!rule.typesOf.includes(target)) return `${rule.folder} may not import ${target}`;
  return kind === 'type' ? undefined : `${rule.folder} may import only types of ${target}`;
}
