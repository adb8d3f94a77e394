import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PlugAndPlay, plugAndPlayFile } from '../analysis/files/plug-and-play.ts';

/**
 * Says for how many files the types of packages are missing because the tables of packages cannot be read; `null` if for
 * none.
 */
export function describeHiddenTypes(files: readonly string[]): string | null {
  const folders = new Set(files.map((file) => dirname(file)));
  const tablesOf = new Map([...folders].map((folder) => [folder, plugAndPlayFile(join(folder, 'file'))]));
  const unreadable = new Set(
    [...new Set(tablesOf.values())].filter((tables) => tables !== null && PlugAndPlay.read(tables) === null),
  );
  const count = files.filter((file) => unreadable.has(tablesOf.get(dirname(file)) ?? null)).length;
  if (count === 0) return null;
  return `The types of packages were not visible for ${count} ${count === 1 ? 'file' : 'files'}: ${[...unreadable].join(', ')} of Yarn Plug'n'Play cannot be read. Findings that depend on these types are missing; run "yarn install" and check again.`;
}

/** Returns the Node arguments with which `yarn node` starts a program of the project; none in other projects. */
export function plugAndPlayArguments(file: string): string[] {
  const plugAndPlay = plugAndPlayFile(file);
  if (plugAndPlay === null) return [];
  const loader = join(dirname(plugAndPlay), '.pnp.loader.mjs');
  const forModules = existsSync(loader) ? ['--experimental-loader', pathToFileURL(loader).href] : [];
  return ['--require', plugAndPlay, ...forModules];
}
