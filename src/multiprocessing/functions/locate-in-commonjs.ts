import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { argv, execPath } from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { types } from 'node:util';
import { findExport } from './find-export.ts';
import type { LocatedFunction } from '../wire/protocol.ts';

/** @param url the only module to search; `null`: all that were loaded with `require` */
export function locateInCommonJs(fn: unknown, url: string | null): LocatedFunction | null {
  for (const loaded of Object.values(createRequire(execPath).cache)) {
    if (loaded === undefined) continue;
    const module = pathToFileURL(loaded.filename).href;
    if (url !== null && module !== url) continue;
    const path = findExport(loaded.exports, fn);
    if (path === null) continue;
    return { module, path, proof: types.isModuleNamespaceObject(loaded.exports) ? 'identity' : 'identity in CommonJS' };
  }
  return null;
}

/** Searches all modules loaded with `require`, except the main program, which a worker does not load as a library. */
export function locateRequired(fn: unknown): LocatedFunction | null {
  const required = locateInCommonJs(fn, null);
  return required?.module === mainModule() ? null : required;
}

/** Returns whether a module was loaded with `require`. */
export function isRequired(url: string): boolean {
  return url.startsWith('file:') && Object.hasOwn(createRequire(execPath).cache, fileURLToPath(url));
}

/** Returns the URL of the program's first module; `null` for code from the command line. */
export function mainModule(): string | null {
  try {
    return argv[1] === undefined ? null : pathToFileURL(realpathSync(argv[1])).href;
  } catch {
    // Code from the command line, or a name without its extension.
    return null;
  }
}
