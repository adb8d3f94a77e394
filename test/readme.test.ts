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

/** The repository's page, and the one that people see in the editor. */
const pages = ['README.md', 'EXTENSION.md'].map((name) => [name, readFileSync(join(root, name), 'utf8')] as const);

describe.each(pages)('%s', (_name, page) => {
  it('links only to existing files', () => {
    const links = [...page.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link = '']) => link);
    expect(links.length).toBeGreaterThan(4);
    expect(links.filter((link) => !existsSync(join(root, link)))).toEqual([]);
  });

  it('lists every setting with its default', () => {
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
    const rows = [...page.matchAll(/^\| `(parallelProfiler\.\w+)` +\| `(.*?)` +\|/gm)].map(
      ([, name, value = '']) => [name, JSON.parse(value) as unknown] as const,
    );
    const settings = Object.entries(manifest.contributes.configuration.properties);
    expect(rows).toEqual(settings.map(([name, setting]) => [name, setting.default]));
  });
});

it('EXTENSION.md names commands by their titles', () => {
  const [, page = ''] = pages[1] ?? [];
  const titles = Object.entries(
    JSON.parse(readFileSync(join(root, 'package.nls.json'), 'utf8')) as Record<string, string>,
  )
    .filter(([key]) => key.startsWith('command.'))
    .map(([, title]) => title);
  const section = /## Commands\n([\s\S]*?)\n## /.exec(page)?.[1] ?? '';
  const named = [...section.matchAll(/^\| (?!Command\b|-)(.*?) +\|/gm)].map(([, title]) => title);
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((title = '') => !titles.includes(title))).toEqual([]);
});

describe('the README', () => {
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
