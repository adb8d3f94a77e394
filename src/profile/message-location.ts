import { resolve } from 'node:path';
import type { SourceLocation } from '../model/target.ts';
import type { Message } from './esbuild.ts';

/** Where a message of esbuild points; `null` when it points nowhere. Its columns are bytes from 0, ours characters from 1. */
export function locationOf(message: Message, root: string): SourceLocation | null {
  const { location } = message;
  if (!location) return null;
  const before = Buffer.from(location.lineText).subarray(0, location.column).toString();
  return { file: resolve(root, location.file), line: location.line, column: before.length + 1 };
}

/** `message` with the line that it is about and a mark under the place, as compilers print it. */
export function showLocation(what: string, location: SourceLocation, lineText: string): string {
  const shown = lineText.trimEnd();
  const lead = shown.slice(0, location.column - 1).replace(/[^\t]/g, ' ');
  const code = shown.length > 200 ? '' : `\n    ${shown}\n    ${lead}^`;
  return `${what}\n  at ${location.file}:${location.line}:${location.column}${code}`;
}
