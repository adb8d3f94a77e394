import { resolve } from 'node:path';
import type { SourceLocation } from '../model/target.ts';
import type { Message } from './esbuild.ts';

/**
 * Converts the location of an esbuild message; `null` if it has none. esbuild counts columns in bytes from 0, the
 * result in characters from 1.
 */
export function locationOf(message: Message, root: string): SourceLocation | null {
  const { location } = message;
  if (!location) return null;
  const before = Buffer.from(location.lineText).subarray(0, location.column).toString();
  return { file: resolve(root, location.file), line: location.line, column: before.length + 1 };
}

/** Returns a message with its source line and a mark under the location, as compilers print it. */
export function showLocation(what: string, location: SourceLocation, lineText: string): string {
  const shown = lineText.trimEnd();
  const lead = shown.slice(0, location.column - 1).replace(/[^\t]/g, ' ');
  const code = shown.length > 200 ? '' : `\n    ${shown}\n    ${lead}^`;
  return `${what}\n  at ${location.file}:${location.line}:${location.column}${code}`;
}
