import { readdirSync, readFileSync } from 'node:fs';

/** Reads a kernel file as text; `null` if it does not exist on this platform or at this moment. */
export function readIfThere(path: string): string | null {
  return ifThere(() => readFileSync(path, 'latin1'));
}

/** Lists the names in a kernel folder; `null` if it does not exist on this platform or at this moment. */
export function listIfThere(path: string): string[] | null {
  return ifThere(() => readdirSync(path));
}

/** Returns the result of `read`; `null` if the thread, process or file no longer exists. Rethrows any other error. */
export function ifThere<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && 'code' in error) return null;
    throw error;
  }
}
