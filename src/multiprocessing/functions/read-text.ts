import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Returns the text of a module, or an empty string if a loader serves it. */
export function readText(module: string): string {
  try {
    return module.startsWith('file:') ? readFileSync(fileURLToPath(module), 'utf8') : '';
  } catch {
    return '';
  }
}
