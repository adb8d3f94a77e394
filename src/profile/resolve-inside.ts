import { realpath } from 'node:fs/promises';
import { isAbsolute, relative, resolve } from 'node:path';

/**
 * Returns the path of a file that is inside one of the folders, also after symbolic links are resolved; otherwise
 * `null`. A path whose text alone shows that it is outside is never looked up on disk: on Windows, a lookup would sign
 * in to a server that the text chooses.
 * @param file untrusted path
 */
export async function resolveInside(file: string, folders: readonly string[]): Promise<string | null> {
  if (!isAbsolute(file) || file.includes('\0')) return null;
  const path = resolve(file);
  const real = await Promise.all(folders.map((folder) => realPathOf(folder)));
  const roots = [...folders, ...real.filter((folder) => folder !== null)];
  if (!roots.some((root) => isInside(path, root))) return null;
  const target = await realPathOf(path);
  return target !== null && roots.some((root) => isInside(target, root)) ? path : null;
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !/^\.\.[/\\]/.test(way) && !isAbsolute(way);
}

async function realPathOf(path: string): Promise<string | null> {
  return realpath(path).catch(() => null);
}
