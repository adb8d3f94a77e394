import { ifThere } from './read-if-there.ts';

/** Returns the resident memory of this process, in bytes; 0 without the kernel's files, as in some containers. */
export function readRssBytes(): number {
  return ifThere(() => process.memoryUsage.rss()) ?? 0;
}
