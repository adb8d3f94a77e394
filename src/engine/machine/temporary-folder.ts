import { tmpdir } from 'node:os';

/** The environment variable by which the client names a folder that it removes when the engine has ended. */
const folderVariable = 'PARALLEL_PROFILER_FOLDER';

/** Returns the folder for files of this run: a process that is killed cannot remove its own. */
export function temporaryFolder(): string {
  return process.env[folderVariable] ?? tmpdir();
}
