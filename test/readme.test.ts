import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listFunctions } from '../src/analysis/functions/list-functions.ts';
import { usage } from '../src/cli/usage.ts';

const root = join(import.meta.dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const flags = (text: string): string[] => [...new Set(text.match(/--[a-z][a-z-]+/g))].sort();

interface Manifest {
  contributes: { configuration: { properties: Record<string, { default: unknown }> } };
}

describe('the README', () => {
  it('leads only to what is there', () => {
    const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link = '']) => link);
    expect(links.length).toBeGreaterThan(5);
    expect(links.filter((link) => !existsSync(join(root, link)))).toEqual([]);
  });

  it('lists every setting with its default', () => {
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
    const rows = [...readme.matchAll(/^\| `(parallelProfiler\.\w+)` +\| `(.*?)` +\|/gm)].map(
      ([, name, value = '']) => [name, JSON.parse(value) as unknown] as const,
    );
    const settings = Object.entries(manifest.contributes.configuration.properties);
    expect(rows).toEqual(settings.map(([name, setting]) => [name, setting.default]));
  });

  it.each(['run', 'check', 'list', 'compare'] as const)('has the flags of %s', (command) => {
    const shown = new RegExp(`^parallel-profiler ${command} .*(?:\\n    .*)*`, 'm').exec(readme)?.[0] ?? '';
    // `--out` is shown once, with `run`.
    const told = flags(usage[command]).filter((flag) => flag !== '--out' || command === 'run');
    // A flag of one command may be named in the text of another.
    expect(flags(shown)).toEqual(told.filter((flag) => usage[command].includes(`  ${flag} `)));
  });

  it('names functions of the demo that exist', () => {
    const named = [...readme.matchAll(/(test\/workspace\/src\/[\w-]+\.ts)#(\w+)/g)];
    expect(named.length).toBeGreaterThan(1);
    for (const [, file = '', name] of named) {
      const functions = listFunctions(readFileSync(join(root, file), 'utf8'), file);
      expect(functions).toContainEqual(expect.objectContaining({ name, profilable: true }));
    }
  });
});
