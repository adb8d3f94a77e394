import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ModuleMap } from '../../src/engine/loading/module-map.ts';
import { makeRunnable } from '../../src/profile/make-runnable.ts';
import { asInputs, createProject, expectEverywhere, targetAt } from './runnable/project.ts';

const cube = 'x * x * x';
const typed = `import { cube } from './lib';\nexport function f(x: number): number { return cube(x); }`;
const cubes = [1, 8, 27];

/** Names that only one of the two formats defines. */
const tellFormat = `typeof require === 'function' ? 'commonjs' : 'module'`;

describe('every code extension', () => {
  test.each([
    ['module', '.ts', 'module'],
    ['module', '.tsx', 'module'],
    ['module', '.mts', 'module'],
    ['module', '.cts', 'commonjs'],
    ['commonjs', '.ts', 'commonjs'],
    ['commonjs', '.tsx', 'commonjs'],
    ['commonjs', '.mts', 'module'],
    ['commonjs', '.cts', 'commonjs'],
    [undefined, '.ts', 'commonjs'],
    [undefined, '.tsx', 'commonjs'],
    [undefined, '.mts', 'module'],
    [undefined, '.cts', 'commonjs'],
    ['module', '.jsx', 'module'],
    ['commonjs', '.jsx', 'commonjs'],
    [undefined, '.jsx', 'commonjs'],
  ])('in a package of type %s: a%s with imports runs as %s', async (type, extension, format) => {
    const typeless = extension === '.jsx' ? typed.replaceAll(': number', '') : typed;
    const folder = createProject({
      'package.json': JSON.stringify({ type }),
      [`a${extension}`]: `${typeless}\nconst format = ${tellFormat};\nexport const g = (x) => [f(x), format];`,
      'lib.ts': `export const cube = (x: number) => ${cube};`,
    });
    await expectEverywhere(
      folder,
      { file: `a${extension}`, expression: 'g' },
      cubes.map((value) => [value, format]),
    );
  });

  test.each([
    ['module', '.js', 'module', `import { cube } from './lib.mjs'; export const f = (x) => cube(x);`],
    [
      'commonjs',
      '.js',
      'commonjs',
      `const { cube } = require('./lib.cjs'); const f = (x) => cube(x); module.exports = { f };`,
    ],
    [undefined, '.js', 'commonjs', `const { cube } = require('./lib.cjs'); function f(x) { return cube(x); }`],
    [undefined, '.js', 'module', `import { cube } from './lib.mjs'; const f = (x) => cube(x);`],
    ['commonjs', '.mjs', 'module', `import { cube } from './lib.mjs'; const f = (x) => cube(x);`],
    [
      'module',
      '.cjs',
      'commonjs',
      `const { cube } = require('./lib.cjs'); exports.f = (x) => cube(x); const { f } = exports;`,
    ],
  ])('in a package of type %s: plain a%s runs as %s', async (type, extension, format, source) => {
    const folder = createProject({
      'package.json': JSON.stringify({ type }),
      [`a${extension}`]: `${source}\nconst g = (x) => [f(x), ${tellFormat}];`,
      'lib.mjs': `export const cube = (x) => ${cube};`,
      'lib.cjs': `exports.cube = (x) => ${cube};`,
    });
    await expectEverywhere(
      folder,
      { file: `a${extension}`, expression: 'g' },
      cubes.map((value) => [value, format]),
    );
  });

  test('JavaScript runs unchanged even with TypeScript inputs', async () => {
    const folder = createProject({ 'package.json': '{}', 'a.cjs': 'const f = (x) => x + 1;\nconst xs = [1];' });
    await expectEverywhere(folder, { file: 'a.cjs', expression: 'f', inputs: '[...(xs as number[]), 5]' }, [2, 6]);
  });

  test('plain JavaScript imported by another file is left to Node', async () => {
    const folder = createProject({
      'package.json': '{ "type": "module" }',
      'a.ts': `import { cube } from './lib.js';\nexport const f = (x: number) => cube(x);`,
      'lib.js': `export const cube = (x) => ${cube};`,
    });
    const { mapFile } = await makeRunnable(targetAt(folder, { file: 'a.ts', expression: 'f' }), asInputs('[1]'), {
      cacheFolder: join(folder, '.cache'),
    });
    const map = JSON.parse(readFileSync(mapFile, 'utf8')) as ModuleMap;
    expect(Object.keys(map.modules)).toEqual([join(folder, 'a.ts')]);
    await expectEverywhere(folder, { file: 'a.ts', expression: 'f' }, cubes);
  });
});

describe('a .ts file in a package without a type', () => {
  test.each([
    ['top-level await', 'const factor = await Promise.resolve(2);\nexport const f = (x: number) => x * factor;'],
    ['import.meta', 'const factor = import.meta.url.length > 0 ? 2 : 0;\nexport const f = (x: number) => x * factor;'],
    [
      'an import of a file that awaits',
      `import { factor } from './late';\nexport const f = (x: number) => x * factor;`,
    ],
  ])('is an ES module if it has %s', async (_, source) => {
    const folder = createProject({
      'package.json': '{}',
      'a.ts': `${source}\nconst g = (x: number) => [f(x), ${tellFormat}];`,
      'late.ts': 'export const factor = await Promise.resolve(2);',
    });
    await expectEverywhere(folder, { file: 'a.ts', expression: 'g', inputs: '[1, 2]' }, [
      [2, 'module'],
      [4, 'module'],
    ]);
  });

  test('is CommonJS otherwise, with __dirname, require and module', async () => {
    const folder = createProject({
      'package.json': '{}',
      'a.ts': `import { sep } from 'node:path';\nexport const f = (x: number) => [x, __dirname.includes(sep), typeof module.exports, require('node:os').EOL.length > 0];`,
    });
    await expectEverywhere(folder, { file: 'a.ts', expression: 'f', inputs: '[1]' }, [[1, true, 'object', true]]);
  });
});

describe('between the two formats', () => {
  test('import.meta works in a package that declares CommonJS', async () => {
    const folder = createProject({
      'package.json': '{ "type": "commonjs" }',
      'a.ts': `export const f = (x: number) => [x, import.meta.url, import.meta.dirname, import.meta.filename, import.meta.resolve('./a.ts')];`,
    });
    const url = new URL(`file://${folder}/a.ts`).href;
    await expectEverywhere(folder, { file: 'a.ts', expression: 'f', inputs: '[1]' }, [
      [1, url, folder, join(folder, 'a.ts'), url],
    ]);
  });

  test('an ES module imports names from CommonJS TypeScript, including through export *', async () => {
    const folder = createProject({
      'package.json': '{ "type": "module" }',
      'a.ts': `import whole, { one, two, delete as remove } from './lib/index.cts';\nimport { plain } from './lib/plain.cjs';\nexport const f = (x: number) => [x, one, two(), remove, Object.keys(whole).length > 0, plain];`,
      'lib/index.cts': `export * from './more.cjs';\nexport const one: number = 1;\nconst gone = 3;\nexport { gone as delete };`,
      'lib/more.cts': `export function two(): number { return 2; }`,
      'lib/plain.cjs': `exports.plain = 'plain';`,
    });
    await expectEverywhere(folder, { file: 'a.ts', expression: 'f', inputs: '[0]' }, [[0, 1, 2, 3, true, 'plain']]);
  });

  test('an ES module and CommonJS share one instance of a CommonJS module', async () => {
    const folder = createProject({
      'package.json': '{ "type": "module" }',
      'a.ts': `import { createRequire } from 'node:module';\nimport { state } from './state.cts';\nconst again = createRequire(import.meta.url)('./state.cts');\nexport const f = (x: number) => [x, again.state === state];`,
      'state.cts': `export const state = { n: 0 };`,
    });
    await expectEverywhere(folder, { file: 'a.ts', expression: 'f', inputs: '[0]' }, [[0, true]]);
  });

  test('a default import of TypeScript without a declared type is its default export', async () => {
    const folder = createProject({
      'app/package.json': '{ "type": "module" }',
      'app/a.ts': `import double, { one } from '../shared/double';\nexport const f = (x: number) => double(x) + one;`,
      'shared/package.json': '{}',
      'shared/double.ts': 'export default (x: number) => 2 * x;\nexport const one = 1;',
    });
    await expectEverywhere(folder, { file: 'app/a.ts', expression: 'f' }, [3, 5, 7]);
  });

  test('CommonJS TypeScript imports a default of ES-like CommonJS and a package by names', async () => {
    const folder = createProject({
      'package.json': '{ "type": "commonjs" }',
      'a.ts': `import double from './double';\nimport { join } from 'node:path';\nimport * as os from 'node:os';\nexport const f = (x: number) => [double(x), join('a', 'b').length, os.EOL.length > 0];`,
      'double.ts': 'export default function (x: number) { return 2 * x; }',
    });
    await expectEverywhere(folder, { file: 'a.ts', expression: 'f', inputs: '[4]' }, [[8, 3, true]]);
  });
});
