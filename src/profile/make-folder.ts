import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Makes a folder and those above it. Node's own recursive `mkdir` never returns in file systems that refuse new folders as
 * missing, such as `/proc`.
 * @throws the system's error if it cannot be made
 */
export function makeFolder(folder: string): void {
  const missing: string[] = [];
  let path = resolve(folder);
  while (!existsSync(path) && path !== dirname(path)) {
    missing.push(path);
    path = dirname(path);
  }
  for (const each of [...(missing.length === 0 ? [path] : []), ...missing.reverse()]) {
    try {
      mkdirSync(each);
    } catch (error) {
      // Another process may have made it meanwhile.
      if (!statSync(each, { throwIfNoEntry: false })?.isDirectory()) throw error;
    }
  }
}
