import { openSync, readdirSync, readFileSync, readSync } from 'node:fs';

const buffer = Buffer.alloc(65_536);

/** A file of the kernel as text; `null` where this platform, or this moment, does not have it. */
export function readIfThere(path: string): string | null {
  return ifThere(() => readFileSync(path, 'latin1'));
}

/** The names in a folder of the kernel; `null` where this platform, or this moment, does not have it. */
export function listIfThere(path: string): string[] | null {
  return ifThere(() => readdirSync(path));
}

/** A file of the kernel to be read again and again; `null` where this platform, or this moment, does not have it. */
export function openIfThere(path: string): number | null {
  return ifThere(() => openSync(path, 'r'));
}

/** What an open file of the kernel says now, up to 64 kB of it; `null` when that of which it tells has gone. */
export function readOpen(file: number): string | null {
  return ifThere(() => buffer.toString('latin1', 0, readSync(file, buffer, 0, buffer.length, 0)));
}

/** What reading the kernel gives; `null` when a thread, a process or a file has gone, which is no fault. Anything else is. */
export function ifThere<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && 'code' in error) return null;
    throw error;
  }
}
