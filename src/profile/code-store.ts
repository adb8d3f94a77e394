import { createHash, randomUUID } from 'node:crypto';
import { readdir, rename, rm, stat, unlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from './make-folder.ts';

const DAY_MS = 86_400_000;
const KEEP_DAYS = 30;

/**
 * Stores `content` in a file named after it. Equal content is written once, and the file appears complete or not at
 * all, so that concurrent runs cannot disturb each other.
 * @returns absolute path
 */
export async function keepFile(folder: string, content: string, extension: string): Promise<string> {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 32);
  const path = join(folder, `${hash}${extension}`);
  const known = await stat(path).catch(ignoreMissing);
  if (known) {
    const now = new Date();
    // Marks the file as used for `forgetOldFiles`, without a write for every run.
    if (now.getTime() - known.mtimeMs > DAY_MS) await utimes(path, now, now).catch(ignoreMissing);
    return path;
  }
  makeFolder(folder);
  const unfinished = `${path}.${randomUUID()}`;
  try {
    await writeFile(unfinished, content);
    await rename(unfinished, path);
  } catch (error) {
    await unlink(unfinished).catch(() => undefined);
    throw error;
  }
  return path;
}

/** Removes files that no run has used for a month, and folders to which none was added for as long. */
export async function forgetOldFiles(folder: string, now: number = Date.now()): Promise<void> {
  const names = (await readdir(folder).catch(ignoreMissing)) ?? [];
  for (const name of names) {
    const path = join(folder, name);
    const known = await stat(path).catch(ignoreMissing);
    if (known && now - known.mtimeMs > KEEP_DAYS * DAY_MS) await rm(path, { recursive: true, force: true });
  }
}

/** Another run may be cleaning up at the same time. */
function ignoreMissing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
}
