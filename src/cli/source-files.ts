import { readFileSync, statSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import { globSync, isDynamicPattern } from 'tinyglobby';
import { UsageError } from './usage.ts';

const extensions = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'];
const skippedFolders = ['node_modules', '.git', '.hg', '.svn', 'bower_components', 'jspm_packages'];

/**
 * Returns the text of a source file.
 * @throws UsageError if it cannot be read or is not TypeScript or JavaScript
 */
export function readSource(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) throw new UsageError(`Expected a source file, found no such file: ${path} (looked at ${resolve(path)}).`);
  if (found.isDirectory()) throw new UsageError(`Expected a source file, found the folder ${path}. Name a file in it.`);
  if (!isSource(path)) throw new UsageError(`Expected a file that ends in ${extensions.join(', ')}; found ${path}.`);
  return readFileSync(path, 'utf8');
}

/**
 * Resolves names and globs to source files, as absolute paths in order. A folder means all source files in it.
 * `node_modules` and declaration files count only if they are named.
 * @throws UsageError for a pattern that no file matches
 */
export function findSources(patterns: readonly string[], cwd: string): string[] {
  const files = new Set<string>();
  for (const pattern of patterns) {
    const path = resolve(cwd, pattern);
    const found = statSync(path, { throwIfNoEntry: false });
    if (found?.isFile()) {
      readSource(path);
      files.add(path);
      continue;
    }
    const matches = found?.isDirectory() ? filesIn(path, '**') : glob(pattern, cwd);
    if (matches.length === 0) {
      throw new UsageError(
        `Expected files to check, found none for "${pattern}" in ${cwd}. Globs know *, **, ? and {a,b}; quote them, so that they arrive as written.`,
      );
    }
    for (const match of matches) files.add(match);
  }
  return [...files].sort();
}

/** Returns the source files below `cwd` that match a pattern. */
function glob(pattern: string, cwd: string): string[] {
  const segments = (sep === '\\' ? pattern.replaceAll('\\', '/') : pattern).split('/');
  const first = segments.findIndex((segment) => isDynamicPattern(segment));
  if (first === -1) return [];
  // A pattern that names node_modules includes it, so the search begins below the part without wildcards.
  const fixed = segments.slice(0, first).join('/');
  return filesIn(resolve(cwd, pattern.startsWith('/') ? `/${fixed}` : fixed), segments.slice(first).join('/'));
}

function filesIn(folder: string, pattern: string): string[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  return globSync(pattern, {
    cwd: folder,
    absolute: true,
    dot: true,
    expandDirectories: false,
    followSymbolicLinks: false,
    ignore: skippedFolders.map((name) => `**/${name}/**`),
  })
    .filter((file) => isSource(file) && !/\.d\.[cm]?ts$/.test(file))
    .map((file) => resolve(file));
}

function isSource(path: string): boolean {
  return extensions.some((extension) => path.toLowerCase().endsWith(extension));
}
