import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ProfileError } from './profile-error.ts';

/**
 * Variables that git sets for its hooks. They would point these commands to another repository or to the user's index.
 */
const LOCAL_VARIABLES = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_COMMON_DIR',
  'GIT_OBJECT_DIRECTORY',
  'GIT_PREFIX',
];

export interface GitResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

/**
 * Runs git without hooks and other programs of the repository.
 * @param signal kills the command
 * @throws ProfileError if git is missing
 */
export async function runGit(folder: string, args: readonly string[], signal?: AbortSignal): Promise<GitResult> {
  const settings = {
    // A folder that does not exist has no hooks.
    'core.hooksPath': join(folder, '.git', 'no-hooks-while-comparing'),
    'core.fsmonitor': 'false',
    'log.showSignature': 'false',
    'gc.auto': '0',
    'maintenance.auto': 'false',
  };
  const env = { ...process.env, GIT_TERMINAL_PROMPT: '0' };
  const child = spawn(
    'git',
    ['--no-optional-locks', ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]), ...args],
    {
      cwd: folder,
      env: Object.fromEntries(Object.entries(env).filter(([name]) => !LOCAL_VARIABLES.includes(name))),
      stdio: ['ignore', 'pipe', 'pipe'],
      // Ctrl+C reaches the whole foreground group, and the cleanup must survive it.
      detached: process.platform !== 'win32',
      windowsHide: true,
      ...(signal ? { signal, killSignal: 'SIGKILL' as const } : {}),
    },
  );
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return await new Promise<GitResult>((resolve, reject) => {
    let aborted: Error | null = null;
    child.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT')
        reject(new ProfileError('load', 'Expected git on the PATH, found none. Install git and try again.'));
      // Until it has ended, it may still write files.
      else if (error.name === 'AbortError') aborted = error;
      else reject(error);
    });
    child.once('close', (code) => {
      if (aborted) reject(aborted);
      else resolve({ code, stdout, stderr });
    });
  });
}
