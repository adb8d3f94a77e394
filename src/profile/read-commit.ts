import { execFile } from 'node:child_process';
import type { Commit } from '../model/report.ts';

/** Reading the commit of a very large repository is not worth a longer wait. */
const patienceMs = 2000;

/**
 * Returns the commit of a folder, from the `git` on the PATH.
 * @returns `null` outside a repository, before the first commit, and if git is missing or too slow: reading the commit
 * never stops a run and hardly delays it
 */
export async function readCommit(folder: string): Promise<Commit | null> {
  const [id, changes] = await Promise.all([
    git(folder, ['rev-parse', '--verify', 'HEAD']),
    git(folder, ['status', '--porcelain', '--untracked-files=no']),
  ]);
  if (id === null || !/^[0-9a-f]{40,64}$/.test(id.trim())) return null;
  return { id: id.trim(), dirty: changes === null ? null : changes.trim() !== '' };
}

/** Returns git's output; `null` if it failed. */
function git(folder: string, args: string[]): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(
      'git',
      // Avoids the lock that a git command of the user may be waiting for.
      ['--no-optional-locks', ...args],
      { cwd: folder, timeout: patienceMs, killSignal: 'SIGKILL', maxBuffer: 16_000_000, windowsHide: true },
      (error, stdout) => resolve(error ? null : stdout),
    );
  });
}
