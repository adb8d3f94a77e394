import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileKind } from './file-kinds.ts';

const literal = String.raw`(['"\`])([^'"\`$\n]+)\1`;
const places = [
  String.raw`new\s+URL\(\s*${literal}\s*,\s*import\.meta\.url\s*,?\s*\)`,
  String.raw`\b(?:join|resolve)\(\s*(?:__dirname|import\.meta\.dirname)\s*,\s*${literal}\s*,?\s*\)`,
  String.raw`\brequire\.resolve\(\s*${literal}\s*\)`,
].map((pattern) => new RegExp(pattern, 'g'));

/**
 * Finds files that the code starts as programs, as in `new Worker(new URL('./task.ts', import.meta.url))`. No import
 * loads them, but their own imports need to be resolved like any other.
 */
export function findProgramFiles(file: string, contents: string): string[] {
  const found = new Set<string>();
  for (const place of places) {
    for (const match of contents.matchAll(place)) {
      const path = resolve(dirname(file), match[2] ?? '');
      if (fileKind(path) !== 'other' && existsSync(path)) found.add(path);
    }
  }
  return [...found];
}
