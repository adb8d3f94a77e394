import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, open, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Errors of a file that can be written but not replaced: its folder is read-only, or it is a mount point. */
const notReplaceable: readonly unknown[] = ['EACCES', 'EPERM', 'EBUSY', 'EROFS', 'EXDEV'];

/**
 * Writes a file completely or not at all: the text goes into a new file in the same folder, which then replaces the
 * other one. Follows links, keeps the mode of an existing file, and writes to devices and pipes directly.
 * @throws the error of the file system
 */
export async function writeWhole(path: string, text: string): Promise<void> {
  const file = await realpath(path).catch((error: unknown) => (codeOf(error) === 'ENOENT' ? path : fail(error)));
  const before = await stat(file).catch((error: unknown) => (codeOf(error) === 'ENOENT' ? null : fail(error)));
  if (before && !before.isFile()) {
    await writeFile(file, text);
    return;
  }
  // A file that is protected against writing stays as it is.
  if (before) await access(file, constants.W_OK);
  const unfinished = join(dirname(file), `.parallel-profiler-${randomUUID()}`);
  try {
    const handle = await open(unfinished, 'wx');
    try {
      if (before) await handle.chmod(before.mode);
      await handle.writeFile(text);
    } finally {
      await handle.close();
    }
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    if (!before || !notReplaceable.includes(codeOf(error))) throw error;
    await writeFile(file, text);
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function fail(error: unknown): never {
  throw error;
}
