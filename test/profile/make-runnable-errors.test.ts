import { readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ResolvedImport } from '../../src/analysis/protocol.ts';
import type { ModuleMap } from '../../src/engine/loading/module-map.ts';
import type { Inputs } from '../../src/model/inputs.ts';
import { callEsbuild } from '../../src/profile/esbuild.ts';
import { LoadError } from '../../src/profile/load-error.ts';
import { ProfileError } from '../../src/profile/profile-error.ts';
import { makeRunnable } from '../../src/profile/make-runnable.ts';
import { addFiles, asInputs, createProject, runSelection, targetAt, type Files } from './runnable/project.ts';

async function failure(folder: string, inputs: Inputs, file = 'a.ts'): Promise<LoadError> {
  const made = makeRunnable(targetAt(folder, { file, expression: 'f' }), inputs, {
    cacheFolder: join(folder, '.cache'),
  });
  return made.then(
    () => expect.fail('it was made runnable'),
    (error: unknown) => {
      expect(error).toBeInstanceOf(LoadError);
      return error as LoadError;
    },
  );
}

const project = (files: Files): string => createProject({ 'package.json': '{ "type": "module" }', ...files });

describe('an error in the code', () => {
  test('names file, line and column of a syntax error', async () => {
    const folder = project({ 'a.ts': 'export const f = 1;\nconst größe = (;\n' });
    const error = await failure(folder, asInputs('[1]'));
    const file = join(folder, 'a.ts');
    expect(error).toMatchObject({ stage: 'load', location: { file, line: 2, column: 16 } });
    expect(error.message).toContain(`Cannot load ${file}: Unexpected ";"\n  at ${file}:2:16\n    const größe = (;\n`);
    expect(error.message.endsWith(`\n    ${' '.repeat(15)}^`)).toBe(true);
  });

  test('names the imported file of a syntax error', async () => {
    const folder = project({
      'a.ts': `import { b } from './lib/b';\nexport const f = () => b;`,
      'lib/b.ts': 'export const b = ;',
    });
    const error = await failure(folder, asInputs('[1]'));
    expect(error).toMatchObject({ stage: 'load', location: { file: join(folder, 'lib/b.ts'), line: 1, column: 18 } });
    expect(error.message).toContain(join(folder, 'a.ts'));
  });

  test.each([
    ['a file', './gone', `import { b } from './gone';\nexport const f = () => b;`, 1, 19],
    ['a package', 'not-installed', `\nimport b from 'not-installed';\nexport const f = () => b;`, 2, 15],
    ['a side effect', './gone', `export const f = () => 1;\nimport './gone';`, 2, 8],
  ])('reports an unresolvable import of %s', async (_, specifier, source, line, column) => {
    const folder = project({ 'a.ts': source });
    const error = await failure(folder, asInputs('[1]'));
    expect(error).toMatchObject({ stage: 'load', location: { file: join(folder, 'a.ts'), line, column } });
    expect(error.message).toMatch(new RegExp(`Cannot find (package )?"${specifier}"`));
    expect(error.message).not.toMatch(/external|bundle/);
  });

  test('reports an unresolvable import further down', async () => {
    const folder = project({ 'a.ts': `export * from './b';\nexport const f = 1;`, 'b.ts': `import './gone';` });
    expect(await failure(folder, asInputs('[1]'))).toMatchObject({ location: { file: join(folder, 'b.ts'), line: 1 } });
  });

  test.each([
    ['an ES module', '{ "type": "module" }'],
    ['CommonJS', '{}'],
  ])('reports an import of a name that a file does not export: %s', async (_, manifest) => {
    const folder = project({
      'package.json': manifest,
      'a.ts': `\nimport { presnt } from './b';\nexport const f = (x: number) => presnt(x);`,
      'b.ts': 'export const present = (x: number) => x;\nexport const other = 1;',
    });
    const error = await failure(folder, asInputs('[1]'));
    expect(error).toMatchObject({ stage: 'load', location: { file: join(folder, 'a.ts'), line: 2, column: 10 } });
    expect(error.message).toContain('"./b" has no export named presnt');
    expect(error.message).toContain(`The import leads to ${join(folder, 'b.ts')}. b.ts exports`);
    expect(error.message).toContain('Did you mean present?');
  });

  test('reports an import of a name that a file keeps to itself', async () => {
    const folder = project({
      'a.ts': `import { help as h } from './b';\nexport const f = (x: number) => h(x);`,
      'b.ts': 'function help(x: number) { return x; }\nexport const other = help(1);',
    });
    const { message } = await failure(folder, asInputs('[1]'));
    expect(message).toContain('b.ts has help but does not export it. Export help there.');
  });

  test.each([
    ['a type', 'export const f = (x: Shape) => x;', 'export interface Shape { x: number }'],
    [
      'a type in a value position of a decorator',
      'export const f = () => [Shape].length;',
      'export declare class Shape {}',
    ],
    ['a name through export *', 'export const f = () => Shape;', `export * from './c';`],
    ['a name that is exported last', 'export const f = () => Shape;', 'const Shape = 1;\nexport { Shape };'],
    ['a name that another has', 'export const f = () => Shape;', 'const Other = 1;\nexport { Other as Shape };'],
    ['a member of a pattern', 'export const f = () => Shape;', 'export const { Shape } = { Shape: 1 };'],
    ['a namespace', 'export const f = () => Shape.a;', 'export namespace Shape { export const a = 1; }'],
  ])('accepts an import of %s', async (_, source, declared) => {
    for (const manifest of ['{ "type": "module" }', '{}']) {
      const folder = project({
        'package.json': manifest,
        'a.ts': `import { Shape } from './b';\n${source}`,
        'b.ts': declared,
        'c.ts': 'export class Shape {}',
      });
      const options = { cacheFolder: join(folder, '.cache') };
      const made = await makeRunnable(targetAt(folder, { file: 'a.ts', expression: 'f' }), asInputs('[1]'), options);
      expect(made.url).toContain('a.ts');
    }
  });

  test('reports a file that is missing, is not code, or has only types', async () => {
    const folder = project({ 'a.md': '', 'a.d.ts': 'export declare function f(): void;' });
    expect((await failure(folder, asInputs('[1]'), 'gone.ts')).message).toMatch(/Cannot read .*gone\.ts: ENOENT/);
    expect((await failure(folder, asInputs('[1]'), 'a.md')).message).toMatch(
      /Expected a TypeScript or JavaScript file/,
    );
    expect((await failure(folder, asInputs('[1]'), 'a.d.ts')).message).toMatch(
      /Expected a TypeScript or JavaScript file/,
    );
  });

  test('reports a tsconfig.json that does not parse', async () => {
    const folder = project({ 'a.ts': 'export const f = 1;', 'tsconfig.json': '{ "compilerOptions": ' });
    const error = await failure(folder, asInputs('[1]'));
    expect(error).toMatchObject({ stage: 'load', location: { file: join(folder, 'tsconfig.json') } });
  });
});

describe('a compiler that ends during its work', () => {
  test('may have met code that nests too deeply', async () => {
    const stopped = callEsbuild(() => Promise.reject(new Error('The service was stopped')));
    await expect(stopped).rejects.toThrow(ProfileError);
    await expect(stopped).rejects.toThrow(/ended before it was done\. Either the code nests too deeply for it, or/);
  });
});

describe('an error in the inputs', () => {
  test.each([
    ['[1, 2', 'expected "]" but found its end (line 1, column 6)'],
    ['[1,\n 2}]', 'line 2, column 3'],
    ['const xs = [1]', 'line 1, column 1'],
    ['', 'Found nothing in --inputs'],
    ['  // nothing', 'there is no expression (line 1, column 13)'],
  ])('of %j is located', async (expression, place) => {
    const folder = project({ 'a.ts': 'export const f = 1;' });
    const error = await failure(folder, asInputs(expression));
    expect(error).toMatchObject({ stage: 'inputs', location: null });
    expect(error.message).toContain(place);
    expect(error.message).toContain('expected one TypeScript expression that yields an array, such as [1, 2, 3]');
  });

  test('in a tag is located', async () => {
    const folder = project({ 'a.ts': '/** @inputs [1, */\nexport const f = 1;' });
    const location = { file: join(folder, 'a.ts'), line: 1, column: 5 };
    const error = await failure(folder, {
      kind: 'expression',
      source: 'tag',
      expression: '[1,',
      spread: false,
      location,
    });
    expect(error).toMatchObject({ stage: 'inputs', location });
    expect(error.message).toContain(`the @inputs tag`);
    expect(error.message).toContain(`${location.file}:1:5`);
  });

  test('is distinguished from an error in the code', async () => {
    const folder = project({ 'a.ts': 'export const f = (;' });
    expect(await failure(folder, asInputs('[1'))).toMatchObject({ stage: 'inputs' });
    expect(await failure(folder, asInputs('[1]'))).toMatchObject({ stage: 'load' });
  });

  test('thrown during evaluation leaves the module loaded', async () => {
    const folder = project({ 'a.ts': 'export const f = (x: number) => x;' });
    const { load, inputs } = await runSelection(folder, { file: 'a.ts', expression: 'f', inputs: 'nowhere' });
    expect(load).toBeNull();
    expect(inputs).toMatchObject({ name: 'ReferenceError', message: 'nowhere is not defined' });
  });
});

describe('the cache', () => {
  const source = `import { two } from './two';\nexport const f = (x: number) => x * two;`;
  const files = { 'a.ts': source, 'two.ts': 'export const two: number = 2;' };
  const prepare = (folder: string, inputs = '[1]'): Promise<{ mapFile: string }> =>
    makeRunnable(targetAt(folder, { file: 'a.ts', expression: 'f' }), asInputs(inputs), {
      cacheFolder: join(folder, '.cache'),
    });

  test('holds the same files for the same code, and new ones for changed code', async () => {
    const folder = project(files);
    const first = await prepare(folder);
    expect(await prepare(folder)).toEqual(first);
    expect(readdirSync(join(folder, '.cache/modules'))).toHaveLength(2);
    addFiles(folder, { 'two.ts': 'export const two: number = 3;' });
    expect(await prepare(folder)).not.toEqual(first);
    const { runs } = await runSelection(folder, { file: 'a.ts', expression: 'f', kinds: [] });
    expect(runs['serial']?.values).toEqual([3, 6, 9]);
  });

  test('follows the settings of the tsconfig.json', async () => {
    const folder = project({ 'a.ts': 'class A { x = 1; }\nexport const f = () => new A().x;' });
    const first = await prepare(folder);
    addFiles(folder, { 'tsconfig.json': '{ "compilerOptions": { "useDefineForClassFields": false } }' });
    expect(await prepare(folder)).not.toEqual(first);
  });

  test('is safe for concurrent runs', async () => {
    const folder = project(files);
    const made = await Promise.all(Array.from({ length: 8 }, (_, n) => prepare(folder, `[${n % 2}]`)));
    expect(new Set(made.map(({ mapFile }) => mapFile)).size).toBe(2);
    for (const kind of ['modules', 'maps']) {
      for (const name of readdirSync(join(folder, '.cache', kind))) expect(name).toMatch(/^[0-9a-f]{32}\.js(on)?$/);
    }
  });

  test('removes files unused for a month, and keeps the rest', async () => {
    const folder = project(files);
    const { mapFile } = await prepare(folder, '[1, 2]');
    const { modules } = JSON.parse(readFileSync(mapFile, 'utf8')) as ModuleMap;
    const old = new Date(Date.now() - 40 * 86_400_000);
    utimesSync(mapFile, old, old);
    const kept = modules[join(folder, 'two.ts')]?.code ?? '';
    utimesSync(kept, old, old);
    await prepare(folder, '[3]');
    expect(readdirSync(join(folder, '.cache/maps'))).toHaveLength(1);
    expect(readFileSync(kept, 'utf8')).toContain('two');
  });

  test('writes nothing next to the code', async () => {
    const folder = project(files);
    await prepare(folder);
    rmSync(join(folder, '.cache'), { recursive: true });
    expect(readdirSync(folder).sort()).toEqual(['a.ts', 'package.json', 'two.ts']);
  });
});

test('an aborted signal ends makeRunnable', async () => {
  const folder = project({ 'a.ts': 'export const f = 1;' });
  const target = targetAt(folder, { file: 'a.ts', expression: 'f' });
  const signal = AbortSignal.abort();
  const made = makeRunnable(target, asInputs('[1]'), { cacheFolder: join(folder, '.cache'), signal });
  await expect(made).rejects.toMatchObject({ name: 'AbortError' });
});

test('an abort is heard between the files of a long chain of imports', async () => {
  const chain = Array.from({ length: 30 }, (_, index) => [`m${index}.ts`, `import 'next${index}';`]);
  const folder = project({ 'a.ts': "import 'next';\nexport const f = 1;", ...(Object.fromEntries(chain) as Files) });
  const abort = new AbortController();
  let resolved = 0;
  const resolveImports = (): Promise<ResolvedImport[]> => {
    if (++resolved === 3) abort.abort();
    const path = join(folder, `m${resolved - 1}.ts`);
    return Promise.resolve([{ path, config: null, configProblem: null, alias: null }]);
  };
  const made = makeRunnable(targetAt(folder, { file: 'a.ts', expression: 'f' }), asInputs('[1]'), {
    cacheFolder: join(folder, '.cache'),
    signal: abort.signal,
    analysis: { resolveImports, decoratorMetadata: () => Promise.resolve([]) },
  });
  await expect(made).rejects.toThrow('aborted');
  expect(resolved).toBe(3);
});
