import { memoryUsage } from 'node:process';

/** Returns the resident memory of this process; `null` without the kernel's files, as in some containers. */
export function residentBytes(): number | null {
  try {
    return memoryUsage.rss();
  } catch {
    return null;
  }
}
