import { readFileSync, readlinkSync } from 'node:fs';

/** Returns the operating system's id of this thread; 0 where the platform does not provide it (only Linux does). */
export function osThreadId(): number {
  if (process.platform !== 'linux') return 0;
  return Number(readlinkSync('/proc/thread-self').split('/').pop());
}

/**
 * Returns whether a thread of another process has ended, alone or with its process. If the thread is unknown (0), only
 * the end of the process is detected.
 */
export function hasEnded(pid: number, osThread: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Any other error (EPERM) means that the process exists.
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
  if (osThread === 0) return false;
  try {
    // A zombie still has an entry, in state Z. The name in parentheses may contain any characters.
    const stat = readFileSync(`/proc/${pid}/task/${osThread}/stat`, 'latin1');
    return /^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
  } catch {
    return true;
  }
}
