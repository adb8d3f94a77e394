import { readdirSync, readFileSync } from 'node:fs';

/** A file of the kernel as text; `null` where this platform, or this moment, does not have it. */
export function readIfThere(path: string): string | null {
  return ifThere(() => readFileSync(path, 'latin1'));
}

/** The names in a folder of the kernel; `null` where this platform, or this moment, does not have it. */
export function listIfThere(path: string): string[] | null {
  return ifThere(() => readdirSync(path));
}

/** Returns the result of `read`; `null` if the thread, process or file no longer exists. Throws any other error. */
export function ifThere<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && 'code' in error) return null;
    throw error;
  }
}
