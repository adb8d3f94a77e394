import { readFileSync, statSync, type Stats } from 'node:fs';
import { resolve, sep } from 'node:path';
import { globSync, isDynamicPattern } from 'tinyglobby';
import { IgnoredFiles, type IgnoreReason } from './ignored-files.ts';
import { UsageError } from './usage.ts';

const extensions = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'];
const skippedFolders = ['node_modules', '.git', '.hg', '.svn', 'bower_components', 'jspm_packages'];

/**
 * Returns the text of a source file.
 * @throws UsageError if it cannot be read or is not TypeScript or JavaScript
 */
export function readSource(path: string): string {
  const found = lookAt(path);
  if (!found) throw new UsageError(`Expected a source file, found no such file: ${path} (looked at ${resolve(path)}).`);
  if (found.isDirectory()) throw new UsageError(`Expected a source file, found the folder ${path}. Name a file in it.`);
  if (!isSource(path)) throw new UsageError(`Expected a file that ends in ${extensions.join(', ')}; found ${path}.`);
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw notReadable(path, error);
  }
}

function lookAt(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw notReadable(path, error);
  }
}

function notReadable(path: string, error: unknown): UsageError {
  const reason = error instanceof Error ? error.message : String(error);
  return new UsageError(`Expected a source file, found ${path}, which cannot be read: ${reason}.`);
}

/** The files to check, in order, and those that were found but are left out. Absolute paths. */
export interface FoundSources {
  files: string[];
  ignored: Map<string, IgnoreReason>;
}

/**
 * Resolves names and globs to source files. A folder means all source files in it. `node_modules`, declaration files and
 * what git ignores count only when they are named; minified, bundled and generated files only as single files.
 * @param exclude patterns in the syntax of .gitignore, relative to `cwd`
 * @throws UsageError for a pattern that no file matches, or if all files are left out
 */
export function findSources(patterns: readonly string[], cwd: string, exclude: readonly string[] = []): FoundSources {
  const files = new Set<string>();
  const found = new Map<string, IgnoreReason>();
  const ignoredFiles = new IgnoredFiles(cwd, exclude);
  for (const pattern of patterns) {
    const path = resolve(cwd, pattern);
    const entry = lookAt(path);
    if (entry?.isFile()) {
      readSource(path);
      files.add(path);
      continue;
    }
    const [folder, matches] = entry?.isDirectory() ? [path, filesIn(path, '**')] : glob(pattern, cwd);
    if (matches.length === 0) {
      throw new UsageError(
        `Expected files to check, found none for "${pattern}" in ${cwd}. Globs know *, **, ? and {a,b}; quote them, so that they arrive as written.`,
      );
    }
    for (const match of matches) {
      const reason = ignoredFiles.reasonFor(match, folder);
      if (reason === null) files.add(match);
      else found.set(match, reason);
    }
  }
  const ignored = new Map([...found].filter(([file]) => !files.has(file)));
  if (files.size === 0)
    throw new UsageError(
      `Expected files to check, found only ignored ones for "${patterns.join(' ')}": ${describeIgnored(ignored)}. Name a file to check it anyway.`,
    );
  return { files: [...files].sort(), ignored };
}

/** Returns how many files were left out, by reason: `3 by .gitignore, 1 generated or minified`. */
export function describeIgnored(ignored: ReadonlyMap<string, IgnoreReason>): string {
  const words = { gitignore: 'by .gitignore', excluded: 'by --exclude', generated: 'generated or minified' };
  const reasons = [...ignored.values()];
  return (['gitignore', 'excluded', 'generated'] as const)
    .map((reason) => ({ reason, count: reasons.filter((each) => each === reason).length }))
    .filter(({ count }) => count > 0)
    .map(({ reason, count }) => `${count} ${words[reason]}`)
    .join(', ');
}

/** The source files that a pattern matches below `cwd`, and the folder that was searched. */
function glob(pattern: string, cwd: string): [folder: string, files: string[]] {
  const segments = (sep === '\\' ? pattern.replaceAll('\\', '/') : pattern).split('/');
  const first = segments.findIndex((segment) => isDynamicPattern(segment));
  if (first === -1) return [cwd, []];
  // A pattern that names node_modules means it, so the search begins below the part without wildcards.
  const fixed = segments.slice(0, first).join('/');
  const folder = resolve(cwd, pattern.startsWith('/') ? `/${fixed}` : fixed);
  return [folder, filesIn(folder, segments.slice(first).join('/'))];
}

function filesIn(folder: string, pattern: string): string[] {
  if (lookAt(folder)?.isDirectory() !== true) return [];
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
