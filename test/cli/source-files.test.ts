import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { findSources } from '../../src/cli/source-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'source-files-'));
for (const file of [
  'a.ts',
  'b.tsx',
  'c.py',
  'd.d.ts',
  'src/a.ts',
  'src/b.mjs',
  'src/deep/er/c.CTS',
  '.hidden/h.ts',
  'node_modules/p/index.js',
  'src/node_modules/q/index.ts',
  'with [brackets]/e.ts',
]) {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), '');
}
symlinkSync(folder, join(folder, 'src/loop'), 'junction');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each<[patterns: string[], files: string[]]>([
  [['*.ts'], ['a.ts']],
  [['**/*.ts'], ['.hidden/h.ts', 'a.ts', 'src/a.ts', 'with [brackets]/e.ts']],
  [['src/**/*.{mjs,cts,CTS}'], ['src/b.mjs', 'src/deep/er/c.CTS']],
  [['src/?.ts'], ['src/a.ts']],
  [['[ab].ts*'], ['a.ts', 'b.tsx']],
  [['src'], ['src/a.ts', 'src/b.mjs', 'src/deep/er/c.CTS']],
  [['node_modules/p/*.js'], ['node_modules/p/index.js']],
  [['node_modules/p'], ['node_modules/p/index.js']],
  [
    ['d.d.ts', 'src/a.ts', 'src/*.ts'],
    ['d.d.ts', 'src/a.ts'],
  ],
  [['with [brackets]'], ['with [brackets]/e.ts']],
  [[join(folder, 'src/deep/**')], ['src/deep/er/c.CTS']],
])('%j are %j', (patterns, files) => {
  const found = findSources(patterns, folder).map((file) => relative(folder, file).replaceAll('\\', '/'));
  expect(found).toEqual(files.sort());
});

test.each(['*.py', 'src/**/*.vue', 'nowhere/*.ts', 'nowhere'])('%s: no source files', (pattern) => {
  expect(() => findSources([pattern], folder)).toThrow(`found none for "${pattern}"`);
});
