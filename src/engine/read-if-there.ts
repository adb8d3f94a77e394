import { readFileSync } from 'node:fs';

/** A file of the kernel as text; `null` where this platform, or this moment, does not have it. */
export function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'latin1');
  } catch (error) {
    if (error instanceof Error && 'code' in error) return null;
    throw error;
  }
}
