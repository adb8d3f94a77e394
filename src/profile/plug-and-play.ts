import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Returns the file with which Yarn Plug'n'Play resolves the packages of a file, which have no node_modules folder;
 * `null` if the file is not in such a project. The file is code of the project: only measured processes run it.
 * https://yarnpkg.com/features/pnp
 */
export function plugAndPlayFile(file: string): string | null {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const found = ['.pnp.cjs', '.pnp.js'].map((name) => join(folder, name)).find((path) => existsSync(path));
    if (found !== undefined) return found;
    if (dirname(folder) === folder) return null;
  }
}

/** Says for how many files the types of packages are missing, because only Yarn's own compiler reads them; `null` if for none. */
export function describeHiddenTypes(files: readonly string[]): string | null {
  const known = new Map<string, boolean>();
  const isHidden = (file: string): boolean => {
    const folder = dirname(file);
    const hidden = known.get(folder) ?? plugAndPlayFile(file) !== null;
    known.set(folder, hidden);
    return hidden;
  };
  const count = files.filter(isHidden).length;
  if (count === 0) return null;
  return `The types of packages were not visible for ${count} ${count === 1 ? 'file' : 'files'}: Yarn Plug'n'Play keeps them in archives. Findings that depend on them are missing; to see them, check with "nodeLinker: node-modules".`;
}

/** Returns the Node arguments with which `yarn node` starts a program of the project; none in other projects. */
export function plugAndPlayArguments(file: string): string[] {
  const plugAndPlay = plugAndPlayFile(file);
  if (plugAndPlay === null) return [];
  const loader = join(dirname(plugAndPlay), '.pnp.loader.mjs');
  const forModules = existsSync(loader) ? ['--experimental-loader', pathToFileURL(loader).href] : [];
  return ['--require', plugAndPlay, ...forModules];
}
