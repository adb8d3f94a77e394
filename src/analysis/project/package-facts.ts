import ts from 'typescript';
import { disk } from '../files/disk.ts';
import { lowestVersion } from './node-version.ts';

/** Facts from the nearest package.json about where a file's code runs. */
export interface PackageFacts {
  /** The oldest Node that `engines` allows, as 22.18; `null` if unspecified. */
  lowestNode: number | null;
  /** The bundler that is installed for the package; `null` if there is none. */
  bundler: string | null;
}

const bundlers =
  'webpack @rspack/core vite rollup rolldown esbuild tsup tsdown parcel @vercel/ncc @electron-forge/plugin-webpack'.split(
    ' ',
  );
const read = new Map<string, { modified: number; facts: PackageFacts }>();

/** Returns the facts of the nearest package.json that has a name or dependencies; unreadable files are ignored. */
export function packageFacts(file: string): PackageFacts {
  for (let folder = parentOf(file); folder !== ''; folder = parentOf(folder)) {
    const path = `${folder}/package.json`;
    const modified = disk.getModifiedTime?.(path)?.getTime();
    if (modified === undefined) continue;
    const known = read.get(path);
    if (known?.modified === modified) return known.facts;
    const facts = factsOf(readPackage(path));
    read.set(path, { modified, facts });
    return facts;
  }
  return { lowestNode: null, bundler: null };
}

/** Returns the fields of a package.json; empty if it is not an object. */
export function readPackage(path: string): Record<string, unknown> {
  const { config } = ts.readConfigFile(path, (name) => disk.readFile(name)) as { config?: unknown };
  return typeof config === 'object' && config !== null ? (config as Record<string, unknown>) : {};
}

function factsOf(fields: Record<string, unknown>): PackageFacts {
  const engines = fields['engines'] as { node?: unknown } | undefined;
  const names = ['dependencies', 'devDependencies'].flatMap((key) => Object.keys(fields[key] ?? {}));
  return {
    lowestNode: typeof engines?.node === 'string' ? lowestVersion(engines.node) : null,
    bundler: bundlers.find((name) => names.includes(name)) ?? null,
  };
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
