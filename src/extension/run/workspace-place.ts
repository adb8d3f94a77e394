import { realpath } from 'node:fs/promises';
import { isAbsolute, relative, resolve } from 'node:path';

/**
 * The path of a file inside one of some folders, also once symbolic links are followed; `null` when it is elsewhere, or not
 * there. What the path alone shows to be elsewhere is never looked at on disk: on Windows, that would sign in to a server
 * whose name a report chose.
 * @param file a path from outside, which may hold anything
 */
export async function placeInside(file: string, folders: readonly string[]): Promise<string | null> {
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
