import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, stat, unlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const DAY_MS = 86_400_000;
const KEEP_DAYS = 30;

/**
 * Keeps `content` in a file named after it, so that equal content is written once and two runs at the same time cannot
 * disturb each other: the file appears whole or not at all.
 * @returns absolute path
 */
export async function keepFile(folder: string, content: string, extension: string): Promise<string> {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 32);
  const path = join(folder, `${hash}${extension}`);
  const known = await stat(path).catch(ignoreMissing);
  if (known) {
    const now = new Date();
    // Tells `forgetOldFiles` that it is in use, without a write for every run.
    if (now.getTime() - known.mtimeMs > DAY_MS) await utimes(path, now, now).catch(ignoreMissing);
    return path;
  }
  await mkdir(folder, { recursive: true });
  const unfinished = `${path}.${randomUUID()}`;
  await writeFile(unfinished, content);
  await rename(unfinished, path);
  return path;
}

/** Removes what no run has used for a month. */
export async function forgetOldFiles(folder: string, now: number = Date.now()): Promise<void> {
  const names = (await readdir(folder).catch(ignoreMissing)) ?? [];
  for (const name of names) {
    const path = join(folder, name);
    const known = await stat(path).catch(ignoreMissing);
    if (known && now - known.mtimeMs > KEEP_DAYS * DAY_MS) await unlink(path).catch(ignoreMissing);
  }
}

/** Another run may have tidied up at the same time. */
function ignoreMissing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
}
