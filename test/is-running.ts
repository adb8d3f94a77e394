import { readFileSync } from 'node:fs';

/** Returns whether a process runs. One that has ended may be listed until its parent, such as init, asks for its exit code. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !readFileSync(`/proc/${pid}/stat`, 'latin1').includes(') Z ');
  } catch (error) {
    // ESRCH of the signal, ENOENT of the file.
    if (error instanceof Error && 'code' in error && (error.code === 'ESRCH' || error.code === 'ENOENT')) return false;
    throw error;
  }
}
