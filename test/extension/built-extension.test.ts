import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const dist = join(import.meta.dirname, '../../dist');

describe('the built extension', () => {
  const activation = loadedBy(join(dist, 'extension.mjs'));

  it('loads only itself, VS Code and Node on activation', () => {
    expect(activation.packages.filter((name) => name !== 'vscode' && !name.startsWith('node:'))).toEqual([]);
  });

  it('loads the code of commands and runs later', () => {
    expect(activation.sources).toContain('src/extension/extension.ts');
    const lazy =
      /^src\/(profile\/(profile|preview-inputs|make-runnable|esbuild)|extension\/.*(-command|panel-actions|panel-message|-validator))\./;
    expect(activation.sources.filter((path) => lazy.test(path))).toEqual([]);
  });

  it('reads two files on activation, however many commands share code with it', () => {
    expect(activation.files).toHaveLength(2);
  });
});

/** Follows the static imports of a built file. */
function loadedBy(entry: string): { files: string[]; sources: string[]; packages: string[] } {
  const files = new Set([entry]);
  const packages = new Set<string>();
  const sources: string[] = [];
  for (const file of files) {
    const text = readFileSync(file, 'utf8');
    sources.push(...[...text.matchAll(/^\/\/ (src\/\S+)$/gm)].map(([, path]) => String(path)));
    for (const [, specifier = ''] of text.matchAll(/^(?:import|export)\b[^;"']*["']([^"']+)["'];$/gm)) {
      if (specifier.startsWith('.')) files.add(join(dirname(file), specifier));
      else packages.add(specifier);
    }
  }
  return { files: [...files], sources, packages: [...packages] };
}
