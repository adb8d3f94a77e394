import { execFile } from 'node:child_process';
import type { Commit } from '../model/report.ts';

/** A repository too large to be looked at in this time is not worth the wait. */
const patienceMs = 2000;

/**
 * The commit that a folder is at, asked of the `git` on the PATH.
 * @returns `null` outside a repository, before the first commit, and where git is missing or takes too long: a run is never
 *   stopped or delayed much for it.
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
      // It must not take the lock that the person's own git may be waiting for.
      ['--no-optional-locks', ...args],
      { cwd: folder, timeout: patienceMs, killSignal: 'SIGKILL', maxBuffer: 16_000_000, windowsHide: true },
      (error, stdout) => resolve(error ? null : stdout),
    );
  });
}
