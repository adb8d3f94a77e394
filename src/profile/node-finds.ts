import { realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { isAbsolute } from 'node:path';
import { readManifest } from './package-scope.ts';

/**
 * Returns whether Node resolves to the same file for `import` and `require`, so that no record is needed. Doubtful
 * cases return `false`: a recorded resolution is always right, only longer.
 */
export function nodeFinds(importer: string, specifier: string, found: string): boolean {
  if (/^\.{1,2}(\/|$)/.test(specifier) || isAbsolute(specifier)) {
    return resolve(dirname(importer), specifier) === found;
  }
  if (specifier.startsWith('#')) return true;
  const [, name, subpath] = /^((?:@[^/]+\/)?[^/]+)\/?(.*)$/.exec(specifier) ?? [];
  if (name === undefined) return false;
  const folder = findPackage(dirname(importer), name);
  // A path alias does not resolve to the package of the same name.
  if (folder === null || !found.startsWith(folder + sep)) return false;
  const manifest = readManifest(folder);
  if (manifest?.['exports'] !== undefined) return true;
  if (subpath) return join(folder, subpath) === found;
  return typeof manifest?.['main'] === 'string' || found === join(folder, 'index.js');
}

function findPackage(from: string, name: string): string | null {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (statSync(candidate, { throwIfNoEntry: false })?.isDirectory() === true) return realpathSync(candidate);
    if (dirname(folder) === folder) return null;
  }
}
