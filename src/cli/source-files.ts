import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { UsageError } from './usage.ts';

const extensions = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'];
const skippedFolders = new Set(['node_modules', '.git', '.hg', '.svn', 'bower_components', 'jspm_packages']);

/**
 * The text of a source file that a person named.
 * @throws UsageError when it cannot be read or is no TypeScript or JavaScript
 */
export function readSource(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) throw new UsageError(`Expected a source file, found no such file: ${path} (looked at ${resolve(path)}).`);
  if (found.isDirectory()) throw new UsageError(`Expected a source file, found the folder ${path}. Name a file in it.`);
  if (!isSource(path)) throw new UsageError(`Expected a file that ends in ${extensions.join(', ')}; found ${path}.`);
  return readFileSync(path, 'utf8');
}

/**
 * Resolves names and globs to source files, as absolute paths in order. A folder means all source files in
 * it. `node_modules` and declaration files count only when they are named.
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
    const matches = found?.isDirectory() ? walk(path, () => true) : glob(pattern, cwd);
    if (matches.length === 0) {
      throw new UsageError(
        `Expected files to check, found none for "${pattern}" in ${cwd}. Globs know *, **, ? and {a,b}; quote them, so that they arrive as written.`,
      );
    }
    for (const match of matches) files.add(match);
  }
  return [...files].sort();
}

function glob(pattern: string, cwd: string): string[] {
  const path = sep === '\\' ? pattern.replaceAll('\\', '/') : pattern;
  const segments = path.split('/');
  const fixed = segments.slice(
    0,
    segments.findIndex((segment) => /[*?{[]/.test(segment)),
  );
  const folder = resolve(cwd, path.startsWith('/') ? `/${join(...fixed)}` : join('.', ...fixed));
  if (!/[*?{[]/.test(path) || !statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  const expression = globExpression(segments.slice(fixed.length).join('/'));
  return walk(folder, (file) => expression.test(relative(folder, file).replaceAll(sep, '/')));
}

/** `*` and `?` within a name, `**` over folders, `{a,b}` for either, `[ab]` for one character. */
function globExpression(pattern: string): RegExp {
  let source = '';
  let depth = 0;
  for (let index = 0; index < pattern.length; index++) {
    const character = pattern.charAt(index);
    if (pattern.startsWith('**/', index)) {
      source += '(?:[^/]+/)*';
      index += 2;
    } else if (pattern.startsWith('**', index)) {
      source += '.*';
      index += 1;
    } else if (character === '*') source += '[^/]*';
    else if (character === '?') source += '[^/]';
    else if (character === '{') {
      source += '(?:';
      depth++;
    } else if (character === '}' && depth > 0) {
      source += ')';
      depth--;
    } else if (character === ',' && depth > 0) source += '|';
    else if (character === '[' && pattern.includes(']', index)) {
      const end = pattern.indexOf(']', index);
      source += `[${pattern
        .slice(index + 1, end)
        .replace(/^!/, '^')
        .replaceAll('\\', '')}]`;
      index = end;
    } else source += character.replace(/[\\^$.|+()[\]{}]/g, '\\$&');
  }
  return new RegExp(`^${source}${')'.repeat(depth)}$`);
}

function walk(folder: string, accept: (file: string) => boolean): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return skippedFolders.has(entry.name) ? [] : walk(path, accept);
    return entry.isFile() && isSource(path) && !/\.d\.[cm]?ts$/.test(path) && accept(path) ? [path] : [];
  });
}

function isSource(path: string): boolean {
  return extensions.some((extension) => path.toLowerCase().endsWith(extension));
}
