import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Projects } from '../../src/analysis/project/projects.ts';
import type { ModuleMap } from '../../src/engine/protocol.ts';
import { LoadError } from '../../src/profile/load-error.ts';
import { makeRunnable } from '../../src/profile/make-runnable.ts';
import { asInputs, createProject, targetAt, type Files } from './runnable/project.ts';

const app = (compilerOptions: object): Files => ({
  'package.json': '{ "type": "module" }',
  // As scaffolds write it: every file belongs to a referenced configuration.
  'tsconfig.json': JSON.stringify({ files: [], references: [{ path: './tsconfig.app.json' }] }),
  'tsconfig.app.json': JSON.stringify({
    include: ['src', 'generated'],
    compilerOptions: { composite: true, module: 'esnext', moduleResolution: 'bundler', ...compilerOptions },
  }),
});

/** Files that `f` of src/a.ts consists of, relative to the project. */
async function filesOf(files: Files): Promise<string[]> {
  const folder = createProject(files);
  const projects = new Projects();
  const { mapFile } = await makeRunnable(targetAt(folder, { file: 'src/a.ts', expression: 'f' }), asInputs('[1]'), {
    cacheFolder: join(folder, '.cache'),
    analysis: {
      resolveImports: (imports) =>
        Promise.resolve(imports.map(({ importer, specifier }) => projects.resolve(importer, specifier))),
      decoratorMetadata: () => Promise.resolve([]),
    },
  });
  const { modules, resolutions } = JSON.parse(readFileSync(mapFile, 'utf8')) as ModuleMap;
  const found = Object.values(resolutions).flatMap((bySpecifier) =>
    Object.values(bySpecifier).map((to) => (typeof to === 'string' ? to : to.import)),
  );
  return [...Object.keys(modules), ...found].map((file) => file.slice(folder.length + 1));
}

describe('an import that only the compiler resolves', () => {
  it.each([
    ['paths of a referenced configuration', '@/b', { paths: { '@/*': ['./src/*'] } }, 'src/b.ts'],
    ['rootDirs of a referenced configuration', './c', { rootDirs: ['./src', './generated'] }, 'generated/c.ts'],
    ['the code beside a declaration', '@/d', { paths: { '@/*': ['./src/*'] } }, 'src/d.js'],
  ])('is loaded: %s', async (_, specifier, options, expected) => {
    const files = await filesOf({
      ...app(options),
      'src/a.ts': `import { value } from '${specifier}';\nexport const f = (x: number): number => x + value;\n`,
      'src/b.ts': "import { one } from '@/one';\nexport const value: number = one;\n",
      'src/one.ts': 'export const one: number = 1;\n',
      'generated/c.ts': 'export const value: number = 2;\n',
      'src/d.d.ts': 'export declare const value: number;\n',
      'src/d.js': 'export const value = 3;\n',
    });
    expect(files).toContain(expected);
    // Its own imports are resolved too.
    if (expected === 'src/b.ts') expect(files).toContain('src/one.ts');
  });

  describe('of a referenced project that is not built', () => {
    const base = { module: 'nodenext', composite: true, rootDir: 'src', outDir: 'dist' };
    const config = (more: object): string => JSON.stringify({ compilerOptions: base, include: ['src'], ...more });
    const workspace = (references: object): Files => ({
      ...references,
      'package.json': '{ "type": "module" }',
      'src/a.ts': "import { core } from '@org/core';\nexport const f = (x: number): number => core(x);\n",
      'node_modules/@org/core/package.json': JSON.stringify({
        name: '@org/core',
        type: 'module',
        exports: { types: './dist/index.d.ts', default: './dist/index.js' },
      }),
      'node_modules/@org/core/tsconfig.json': config({}),
      'node_modules/@org/core/src/index.ts': 'export const core = (x: number): number => x;\n',
    });

    it('is loaded from its source', async () => {
      const references = [{ path: './node_modules/@org/core' }];
      const files = await filesOf(workspace({ 'tsconfig.json': config({ references }) }));
      expect(files).toContain('node_modules/@org/core/src/index.ts');
    });

    it('is refused without the reference', async () => {
      const files = workspace({ 'tsconfig.json': config({}) });
      await expect(filesOf(files)).rejects.toThrow(/Cannot find "@org\/core"/);
    });
  });

  it('is refused if there is no code for it', async () => {
    const files = {
      ...app({ paths: { '@/*': ['./src/*'] } }),
      'src/a.ts': "import { value } from '@/nowhere';\nexport const f = (x: number): number => x + value;\n",
    };
    await expect(filesOf(files)).rejects.toThrow(LoadError);
    await expect(filesOf(files)).rejects.toThrow(/Cannot find "@\/nowhere"/);
  });
});
