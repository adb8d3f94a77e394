import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type BuiltFiles, builtFilesIn } from '../profile/built-files.ts';
import type { FindingPages } from '../report/formats/format-findings-sarif.ts';

/** Absolute paths of the files that the command line uses. Only `main.ts` knows their folder. */
export interface Installation extends BuiltFiles {
  packageFile: string;
}

/** Returns the installation with `cli.mjs` in this folder. */
export function installationIn(folder: string): Installation {
  return { ...builtFilesIn(folder), packageFile: join(folder, '../package.json') };
}

/** Reads the version from the package.json of the installation. */
export function readVersion({ packageFile }: Installation): string {
  const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string };
  return version;
}

/** Returns the pages about findings that ship with the program. */
export function findingPages({ packageFile }: Installation): FindingPages {
  const { homepage } = JSON.parse(readFileSync(packageFile, 'utf8')) as { homepage: string };
  return {
    text: (code) => readFileSync(join(packageFile, '../docs/pitfalls', `${code}.md`), 'utf8'),
    uri: (code) => `${homepage.replace(/#.*/, '')}/blob/main/docs/pitfalls/${code}.md`,
  };
}

/** Returns the folder for caches on this system. */
export function cacheFolder(): string {
  const { XDG_CACHE_HOME: xdg = '', LOCALAPPDATA: local = '' } = process.env;
  if (process.platform === 'win32') return join(local === '' ? homedir() : local, 'parallel-profiler', 'Cache');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'parallel-profiler');
  return join(xdg === '' ? join(homedir(), '.cache') : xdg, 'parallel-profiler');
}

/** Returns the folder that keeps compiled code for the next start. */
export function compileCache(): string {
  return join(cacheFolder(), 'compiled');
}
