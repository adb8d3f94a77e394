import { describe, expect, test } from 'vitest';
import { createProject, expectEverywhere, kindsOfRow, runSelection, type Files } from './runnable/project.ts';

const double = 'export const double = (x: number): number => 2 * x;';
const using = (specifier: string): string =>
  `import { double } from '${specifier}';\nexport const f = (x: number) => double(x);`;

interface Case {
  name: string;
  files: Files;
  file?: string;
}

const cases: Case[] = [
  {
    name: 'tsconfig paths with baseUrl',
    files: {
      'tsconfig.json':
        '{ "compilerOptions": { "baseUrl": "./src", "paths": { "@lib/*": ["lib/*"], "exact": ["lib/double.ts"] } } }',
      'src/a.ts': `import { double as other } from 'exact';\n${using('@lib/double')}\nif (other !== double) throw new Error('two instances');`,
      'src/lib/double.ts': double,
    },
    file: 'src/a.ts',
  },
  {
    name: 'tsconfig paths without baseUrl, inherited, with a second choice',
    files: {
      'tsconfig.base.json': '{ "compilerOptions": { "paths": { "~/*": ["./nowhere/*", "./src/*"] } } }',
      'tsconfig.json': '{ "extends": "./tsconfig.base.json" }',
      'src/a.ts': using('~/deep/double'),
      'src/deep/double.ts': `import { two } from '~/more';\nexport const double = (x: number) => two * x;`,
      'src/more.ts': 'export const two = 2;',
    },
    file: 'src/a.ts',
  },
  {
    name: 'bare names from baseUrl',
    files: {
      'tsconfig.json': '{ "compilerOptions": { "baseUrl": "src" } }',
      'src/a.ts': using('lib/double'),
      'src/lib/double.ts': double,
    },
    file: 'src/a.ts',
  },
  { name: 'a specifier without extension', files: { 'a.ts': using('./double'), 'double.ts': double } },
  { name: 'a folder with an index file', files: { 'a.ts': using('./lib'), 'lib/index.ts': double } },
  { name: 'the own folder', files: { 'lib/a.ts': using('.'), 'lib/index.ts': double }, file: 'lib/a.ts' },
  { name: '.js written for .ts', files: { 'a.ts': using('./double.js'), 'double.ts': double } },
  { name: '.jsx written for .tsx', files: { 'a.ts': using('./double.jsx'), 'double.tsx': double } },
  { name: '.mjs written for .mts', files: { 'a.ts': using('./double.mjs'), 'double.mts': double } },
  { name: '.ts written out', files: { 'a.ts': using('./double.ts'), 'double.ts': double } },
  { name: 'a name with two dots', files: { 'a.ts': using('./double.worker'), 'double.worker.ts': double } },
  { name: 'a name with a space and a percent sign', files: { 'a.ts': using('./my double'), 'my double.ts': double } },
  {
    name: 'imports of package.json',
    files: {
      'package.json': '{ "type": "TYPE", "imports": { "#lib/*": "./src/*.js" } }',
      'src/a.ts': using('#lib/double'),
      'src/double.ts': double,
    },
    file: 'src/a.ts',
  },
  {
    name: 'the own name of the package',
    files: {
      'package.json': '{ "type": "TYPE", "name": "self", "exports": { "./double": "./src/double.ts" } }',
      'src/a.ts': using('self/double'),
      'src/double.ts': double,
    },
    file: 'src/a.ts',
  },
  {
    name: 'a workspace package whose main is TypeScript',
    files: {
      'packages/lib/package.json': '{ "name": "@ws/lib", "main": "src/index.ts" }',
      'packages/lib/src/index.ts': `export * from './double';`,
      'packages/lib/src/double.ts': double,
      'packages/app/package.json': '{ "type": "TYPE" }',
      'packages/app/node_modules/@ws/lib': '-> packages/lib',
      'packages/app/a.ts': using('@ws/lib'),
    },
    file: 'packages/app/a.ts',
  },
  {
    name: 'a workspace package that exports TypeScript, and another one of its own',
    files: {
      'packages/lib/package.json':
        '{ "name": "@ws/lib", "type": "module", "exports": { ".": { "types": "./src/index.ts", "default": "./src/index.ts" } } }',
      'packages/lib/src/index.ts': `import { factor } from '@ws/base';\nenum Kind { Twice = 2 }\nexport const double = (x: number) => x * Kind.Twice * factor;`,
      'packages/lib/node_modules/@ws/base': '-> packages/base',
      'packages/base/package.json': '{ "name": "@ws/base", "exports": { ".": "./index.js" } }',
      'packages/base/index.ts': 'export const factor: number = 1;',
      'node_modules/@ws/lib': '-> packages/lib',
      'packages/app/package.json': '{ "type": "TYPE" }',
      'packages/app/a.ts': using('@ws/lib'),
    },
    file: 'packages/app/a.ts',
  },
  {
    name: 'TypeScript inside node_modules',
    files: {
      'node_modules/raw/package.json': '{ "name": "raw", "main": "index.ts" }',
      'node_modules/raw/index.ts': `enum Two { value = 2 }\nexport const double = (x: number) => x * Two.value;`,
      'a.ts': using('raw'),
    },
  },
  {
    name: 'dependencies from the importing file, not from the top (pnpm)',
    files: {
      'node_modules/.pnpm/lib@1.0.0/node_modules/lib/package.json': '{ "name": "lib", "main": "index.js" }',
      'node_modules/.pnpm/lib@1.0.0/node_modules/lib/index.js': `exports.double = (x) => require('dep').factor * x;`,
      'node_modules/.pnpm/lib@1.0.0/node_modules/dep': '-> node_modules/.pnpm/dep@2.0.0/node_modules/dep',
      'node_modules/.pnpm/dep@2.0.0/node_modules/dep/package.json': '{ "name": "dep" }',
      'node_modules/.pnpm/dep@2.0.0/node_modules/dep/index.js': 'exports.factor = 2;',
      'node_modules/dep/package.json': '{ "name": "dep" }',
      'node_modules/dep/index.js': 'exports.factor = 1000;',
      'node_modules/lib': '-> node_modules/.pnpm/lib@1.0.0/node_modules/lib',
      'a.ts': using('lib'),
    },
  },
  {
    name: 'a package with an entry for each format',
    files: {
      'node_modules/dual/package.json':
        '{ "name": "dual", "exports": { "import": "./index.mjs", "require": "./index.cjs" } }',
      'node_modules/dual/index.mjs': `export const double = (x) => 2 * x;`,
      'node_modules/dual/index.cjs': `exports.double = (x) => 2 * x;`,
      'a.ts': using('dual'),
    },
  },
  {
    name: 'a file of a package without its extension',
    files: {
      'node_modules/old/package.json': '{ "name": "old" }',
      'node_modules/old/lib/double.js': 'exports.double = (x) => 2 * x;',
      'a.ts': using('old/lib/double'),
    },
  },
  {
    name: 'a path alias with the name of a package',
    files: {
      'tsconfig.json': '{ "compilerOptions": { "paths": { "twice": ["./twice.ts"] } } }',
      'twice.ts': double,
      'node_modules/twice/package.json': '{ "name": "twice" }',
      'node_modules/twice/index.js': 'exports.double = () => 0;',
      'a.ts': using('twice'),
    },
  },
  {
    name: 'a circle of imports',
    files: {
      'a.ts': `import { double } from './b';\nexport const factor = 2;\nexport const f = (x: number) => double(x);`,
      'b.ts': `import { factor } from './a';\nexport const double = (x: number) => x * factor;`,
    },
  },
];
describe.each(['module', 'commonjs'])('imports, in a package of type %s', (type) => {
  test.each(cases.map((row, index) => ({ ...row, kinds: kindsOfRow(index) })))(
    '$name',
    async ({ files, file = 'a.ts', kinds }) => {
      const withType = Object.entries(files).map(([path, content]) => [
        path,
        content.replace('"TYPE"', JSON.stringify(type)),
      ]);
      const folder = createProject({
        'package.json': JSON.stringify({ type }),
        ...(Object.fromEntries(withType) as Files),
      });
      await expectEverywhere(folder, { file, expression: 'f', kinds }, [2, 4, 6]);
    },
  );
});

describe.each(['module', 'commonjs'])('imports other than code, in a package of type %s', (type) => {
  test('support JSON without attributes, as a whole and by name', async () => {
    const folder = createProject({
      'package.json': JSON.stringify({ type }),
      'tsconfig.json': '{ "compilerOptions": { "paths": { "data/*": ["./data/*"] } } }',
      'a.ts': `import all from './data/numbers.json';\nimport { factor } from 'data/numbers.json';\nexport const f = (x: number) => [x, all.factor, factor, all['odd-name']];`,
      'data/numbers.json': '{ "factor": 3, "odd-name": 1, "default": 9 }',
    });
    await expectEverywhere(folder, { file: 'a.ts', expression: 'f', inputs: '[1]' }, [[1, 3, 3, 1]]);
  });

  test('support JSON with attributes', async () => {
    const folder = createProject({
      'package.json': JSON.stringify({ type }),
      'a.ts': `import list from './list.json' with { type: 'json' };\nexport const f = (x: number) => x + list.length;`,
      'list.json': '[1, 2]',
    });
    await expectEverywhere(folder, { file: 'a.ts', expression: 'f' }, [3, 4, 5]);
  });

  test('return an empty style sheet and the path of an image', async () => {
    const folder = createProject({
      'package.json': JSON.stringify({ type }),
      'a.tsx': `import './a.css';\nimport styles from './a.module.css';\nimport logo from './logo.svg';\nexport const f = (x: number) => [x, Object.keys(styles).length, String(logo).endsWith('logo.svg')];`,
      'a.css': 'p { color: red }',
      'a.module.css': '.p { color: red }',
      'logo.svg': '<svg/>',
    });
    await expectEverywhere(folder, { file: 'a.tsx', expression: 'f', inputs: '[1]' }, [[1, 0, true]]);
  });
});

describe('imports that may fail', () => {
  test('are left to the program if it can handle them', async () => {
    const folder = createProject({
      'package.json': '{ "type": "commonjs" }',
      'a.ts': `let found = 'none';\ntry { found = require('optional-package'); } catch { found = 'optional'; }\nexport const f = async (x: number) => [x, found, await import('./gone').then(() => 'here', () => 'gone')];`,
    });
    await expectEverywhere(folder, { file: 'a.ts', expression: 'f', inputs: '[1]' }, [[1, 'optional', 'gone']]);
  });

  test('report a module that throws while loading, with the location', async () => {
    const folder = createProject({
      'package.json': '{}',
      'a.ts': `import { x } from './b';\nexport const f = () => x;`,
      'b.ts': `type A = 1;\n\nexport const x: A = ((): A => { throw new RangeError('not today'); })();`,
    });
    const { load } = await runSelection(folder, { file: 'a.ts', expression: 'f', kinds: [] });
    expect(load).toMatchObject({ name: 'RangeError', message: 'not today' });
    expect(load?.stack).toMatch(/b\.ts:3:\d+/);
  });

  test('report a target that is not a function', async () => {
    const folder = createProject({ 'package.json': '{}', 'a.ts': 'export const f = { g: 1 };\nexport default 5;' });
    const named = await runSelection(folder, { file: 'a.ts', expression: 'f', kinds: [] });
    expect(named.load?.message).toMatch(/Expected a function at the selected place of .*a\.ts, found an object/);
    const unnamed = await runSelection(folder, { file: 'a.ts', expression: null, kinds: [] });
    expect(unnamed.load?.message).toMatch(/Expected a function as the default export of .*a\.ts, found number/);
  });
});
