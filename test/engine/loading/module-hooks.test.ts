import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { moduleMapVariable, runtimeOf, type ModuleMap } from '../../../src/engine/loading/module-map.ts';
import { builtFilesIn } from '../../../src/profile/built-files.ts';

const hooks = builtFilesIn(join(import.meta.dirname, '../../../dist')).programs.moduleHooks;

function createFolder(files: Record<string, string>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'module-hooks-')));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

function run(folder: string, program: string, env: Record<string, string>): string {
  const args = ['--import', pathToFileURL(hooks).href, join(folder, program)];
  return execFileSync(process.execPath, args, {
    encoding: 'utf8',
    stdio: 'pipe',
    env: { ...process.env, ...env },
  }).trim();
}

test('without a map nothing changes', () => {
  const folder = createFolder({
    'a.mjs': `import { readFileSync } from 'node:fs';\nconsole.log(process.sourceMapsEnabled, typeof readFileSync);`,
  });
  expect(run(folder, 'a.mjs', { [moduleMapVariable]: '' })).toBe('false function');
});

test('an unreadable map is reported, not ignored', () => {
  const folder = createFolder({ 'a.mjs': '' });
  const start = (): string => run(folder, 'a.mjs', { [moduleMapVariable]: join(folder, 'gone.json') });
  expect(start).toThrow(/ENOENT.*gone\.json/);
});

test('code and resolutions come from the map, everything else from Node', () => {
  const folder = createFolder({
    'a.mjs': `import { x } from 'alias';\nimport { y } from './plain.mjs';\nconsole.log(x, y, import.meta.url.endsWith('/a.mjs'));`,
    'b.ts': 'this is not JavaScript',
    'code.js': 'export const x = 1;',
    'plain.mjs': 'export const y = 2;',
  });
  const map: ModuleMap = {
    version: 1,
    modules: { [join(folder, 'b.ts')]: { format: 'module', code: join(folder, 'code.js') } },
    resolutions: { [join(folder, 'a.mjs')]: { alias: join(folder, 'b.ts') } },
    esbuild: null,
    cacheFolder: join(folder, 'cache'),
  };
  writeFileSync(join(folder, 'map.json'), JSON.stringify(map));
  const { env } = runtimeOf({ url: '', mapFile: join(folder, 'map.json'), mayHaveEffects: false }, hooks);
  expect(run(folder, 'a.mjs', env)).toBe('1 2 true');
});

test('a computed name without a transpiler throws an error that explains it', () => {
  const folder = createFolder({ 'a.mjs': `await import('./' + 'b.ts');`, 'b.ts': 'enum A {}' });
  const map: ModuleMap = {
    version: 1,
    modules: {},
    resolutions: {},
    esbuild: null,
    cacheFolder: join(folder, 'cache'),
  };
  writeFileSync(join(folder, 'map.json'), JSON.stringify(map));
  const start = (): string => run(folder, 'a.mjs', { [moduleMapVariable]: join(folder, 'map.json') });
  expect(start).toThrow(/b\.ts is loaded by a computed name, and esbuild's program to transpile it was not found/);
});
