import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** The fields of a package.json that apply to the files below it. */
export interface PackageScope {
  /** Absolute folder. */
  folder: string;
  /** `null` if undeclared; Node then detects the syntax. */
  type: 'module' | 'commonjs' | null;
}

/** Returns a package.json as Node reads it; `null` if there is none. */
export function readManifest(folder: string): Record<string, unknown> | null {
  const file = join(folder, 'package.json');
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return null;
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof content === 'object' && content !== null ? (content as Record<string, unknown>) : {};
  } catch (error) {
    if (error instanceof SyntaxError) throw new SyntaxError(`${file}: ${error.message}`, { cause: error });
    throw error;
  }
}

/**
 * Returns the scope that a file belongs to, found as Node does: the nearest package.json upwards, never across a
 * `node_modules` folder (https://nodejs.org/api/esm.html, LOOKUP_PACKAGE_SCOPE).
 */
export function packageScopeOf(file: string, known: Map<string, PackageScope>): PackageScope {
  const start = dirname(file);
  const remembered = known.get(start);
  if (remembered) return remembered;
  let scope: PackageScope | undefined;
  for (let folder = start; scope === undefined; folder = dirname(folder)) {
    const manifest = basename(folder) === 'node_modules' ? {} : readManifest(folder);
    if (manifest === null && dirname(folder) !== folder) continue;
    const type = manifest?.['type'];
    scope = {
      folder: manifest === null ? start : folder,
      type: type === 'module' || type === 'commonjs' ? type : null,
    };
  }
  known.set(start, scope);
  return scope;
}
