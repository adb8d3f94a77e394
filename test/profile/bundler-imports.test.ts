import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Projects } from '../../src/analysis/project/projects.ts';
import { explainImport } from '../../src/profile/explain-import.ts';
import { LoadError } from '../../src/profile/load-error.ts';
import { makeRunnable } from '../../src/profile/make-runnable.ts';
import { asInputs, createProject, runSelection, targetAt, type Files } from './runnable/project.ts';

const assets: Files = {
  'words.txt': 'hello',
  'x.css': 'a{}',
  'logo.svg': '<svg/>',
  'c.yaml': 'a: 1',
  'q.graphql': '{ a }',
  'heavy.ts': 'self.onmessage = () => {};',
  'node_modules/kit/package.json': '{ "name": "kit" }',
  'node_modules/kit/kit.css': 'b{}',
};

const source = `
import 'server-only';
import 'client-only';
import 'kit/kit.css';
import HeavyWorker from './heavy?worker';
import words from './words.txt?raw';
import css from './x.css?inline';
import url from './logo.svg?url';
import data from './logo.svg?inline';
import doc from './c.yaml';
import { a as b } from './q.graphql';
export const unused = [HeavyWorker, doc, b];
const failing = (use: () => unknown): string => {
  try { return String(use()); } catch (error) { return (error as Error).message + (error as Error).stack!.split('\\n')[1]; }
};
export const f = (n: number): string[] => [
  words, css, url, data,
  failing(() => new HeavyWorker()), failing(() => doc.a), failing(() => \`\${b}\`),
].slice(n - 1, n + 6);
`;

describe('imports that a bundler resolves', () => {
  it.each(['module', 'commonjs'])(
    'are resolved in a package of type %s, or refused when they are used',
    async (type) => {
      const files = {
        'package.json': JSON.stringify({ type, devDependencies: { vite: '7' } }),
        ...assets,
        'a.ts': source,
      };
      const folder = createProject(files);
      const { load, runs } = await runSelection(folder, {
        file: 'a.ts',
        expression: 'f',
        inputs: '[1]',
        kinds: ['threads'],
      });
      expect(load).toBeNull();
      expect(runs['threads']?.values).toEqual(runs['serial']?.values);
      const [values] = runs['serial']?.values as [string[]];
      expect(values.slice(0, 3)).toEqual(['hello', 'a{}', join(folder, 'logo.svg')]);
      expect(values[3]).toBe(`data:application/octet-stream;base64,${Buffer.from('<svg/>').toString('base64')}`);
      expect(values[4]).toMatch(/^"\.\/heavy\?worker" is a worker that Vite builds.*a\.ts:18:/);
      expect(values[5]).toMatch(/^Node cannot import "\.\/c\.yaml": Vite turns \.yaml files into modules.*a\.ts:18:/);
      expect(values[6]).toMatch(/^Node cannot import "\.\/q\.graphql".*a\.ts:18:/);
    },
  );
});

describe('an import that leads nowhere', () => {
  const files: Files = {
    'package.json': JSON.stringify({
      dependencies: { listed: '1' },
      imports: { '#a': './a.ts' },
      devDependencies: { vite: '7' },
    }),
    'pnpm-lock.yaml': '',
    'tsconfig.json': '{ "extends": "./config/base.json" }',
    'config/base.json':
      '{ "compilerOptions": { "module": "esnext", "paths": { "@app/*": ["../src/*"], "@app/x/*": ["../x/*"] } } }',
    'src/Button.tsx': 'export {}',
    'lib/a.ts': 'export {}',
    'node_modules/kit/package.json': '{ "name": "kit", "exports": { ".": "./index.js" } }',
    'node_modules/broken/package.json': '{ "name": "broken", "main": "dist/index.js" }',
    'packages/own/package.json': '{ "name": "own", "main": "dist/index.js" }',
    'node_modules/own': '-> packages/own',
  };
  it.each([
    ['./button', /folder of b\.ts: there is no src\/button with or without .*Did you mean "\.\/Button\.tsx"\?/],
    ['../lib/a.js.map', /there is no lib\/a\.js\.map/],
    ['./gone', /Correct the path; if a build step generates the file, run it first\.$/],
    ['./generated/client', /the folder src\/generated does not exist/],
    ['@app/gone', /^The pattern "@app\/\*" of paths in tsconfig\.json leads to src\/gone, and there is no such file/],
    ['@app/x/gone', /^The pattern "@app\/x\/\*" of paths in tsconfig\.json leads to x\/gone/],
    ['#b', /looked up in "imports" of package\.json, which has "#a"/],
    [
      'listed',
      /^No node_modules folder from src\/ up to the root has listed\. package\.json lists it: run pnpm install\.$/,
    ],
    ['left-pad', /has left-pad\. Install it with pnpm add left-pad, or correct the name\.$/],
    [
      '@/gone',
      /^No pattern of paths in tsconfig\.json matches it.*If it is an alias of Vite, write it to paths as well/,
    ],
    [
      'lib/gone',
      /^No pattern of paths in tsconfig\.json matches it.*If it is an alias of Vite, write it to paths as well/,
    ],
    ['kit/deep', /^kit is installed, and "exports" of its package\.json does not lead to "\.\/deep"/],
    ['broken', /^broken is installed, and its file dist\/index\.js does not exist\. Install broken again/],
    ['own', /It is a package of this repository: build it first\.$/],
    ['virtual:pages', /names a module that a plugin of the bundler creates during the build/],
    ['$app/environment', /names a module that SvelteKit creates/],
  ])('explains how it was looked up: %s', (specifier, sentence) => {
    const folder = createProject(files);
    const importer = join(folder, 'src/b.ts');
    const rule = new Projects().resolve(importer, specifier);
    expect(rule.path).toBeNull();
    expect(explainImport({ importer, specifier }, rule)).toMatch(sentence);
  });

  it('names a missing configuration that is extended', () => {
    const folder = createProject({ 'package.json': '{}', 'tsconfig.json': '{ "extends": "@acme/base" }', 'a.ts': '' });
    const importer = join(folder, 'a.ts');
    expect(explainImport({ importer, specifier: '~/b' }, new Projects().resolve(importer, '~/b'))).toMatch(
      /in tsconfig\.json, which extends a file that is missing: File '@acme\/base' not found\./,
    );
  });

  it.each(['module', 'commonjs'])('has its location if another program supplies it, in type %s', async (type) => {
    const folder = createProject({
      'package.json': JSON.stringify({ type }),
      'a.ts': "import { pages } from 'virtual:pages';\nexport const f = () => pages;",
    });
    const made = makeRunnable(targetAt(folder, { file: 'a.ts', expression: 'f' }), asInputs('[1]'), {
      cacheFolder: join(folder, '.cache'),
    });
    await expect(made).rejects.toThrow(/a\.ts:1:23\n.*\n.*\^\n"virtual:pages" names a module that a plugin/);
  });

  it('has its explanation after the location of the import', async () => {
    const folder = createProject({
      'package.json': '{ "type": "module" }',
      'a.ts': "import './gone';\nexport const f = 1;",
    });
    const made = makeRunnable(targetAt(folder, { file: 'a.ts', expression: 'f' }), asInputs('[1]'), {
      cacheFolder: join(folder, '.cache'),
    });
    await expect(made).rejects.toThrow(LoadError);
    await expect(made).rejects.toThrow(/a\.ts:1:8\n.*\n.*\^\nA relative path starts at the folder of a\.ts/);
  });
});
