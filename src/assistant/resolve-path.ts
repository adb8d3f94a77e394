import { isAbsolute, relative, resolve } from 'node:path';
import { existsSync } from 'node:fs';
import { resolveInside } from '../profile/resolve-inside.ts';
import { ToolError } from './tool-error.ts';

/** A path in the workspace, and the root that contains it. */
export interface WorkspacePath {
  /** Absolute. */
  file: string;
  root: string;
}

/**
 * Returns the file for a path that is absolute or relative to a root.
 * @throws ToolError if it does not exist inside a root, also after symbolic links are resolved
 */
export async function resolvePath(path: string, roots: readonly string[]): Promise<WorkspacePath> {
  if (roots.length === 0)
    throw new ToolError('Expected an open workspace folder, found none. Open the folder with the code first.');
  const candidates = roots.map((root) => ({ root, file: resolve(root, path) }));
  for (const { root, file } of candidates)
    if ((await resolveInside(file, [root])) !== null && existsSync(file)) return { root, file };
  const outside = isAbsolute(path) || candidates.every(({ root, file }) => relative(root, file).startsWith('..'));
  const where = roots.join(', ');
  throw new ToolError(
    outside
      ? `Expected a file inside the workspace (${where}), found ${path}. Give a path below one of these folders.`
      : `Expected an existing file, found no ${path} in ${where}. Give the path relative to one of these folders.`,
  );
}
