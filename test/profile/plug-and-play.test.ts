import { join } from 'node:path';
import { expect, it } from 'vitest';
import { plugAndPlayArguments } from '../../src/profile/plug-and-play.ts';
import { runCommand } from '../cli/run-command.ts';
import { createProject, expectEverywhere, type Files } from './runnable/project.ts';

const kit = './unplugged/node_modules/kit/';

/** A project as Yarn makes it: tables of packages, and two files that make Node use them. */
const project: Files = {
  'package.json': '{ "name": "app", "type": "module" }',
  'tsconfig.json': '{}',
  '.pnp.data.json': JSON.stringify({
    dependencyTreeRoots: [{ name: 'app', reference: 'workspace:.' }],
    enableTopLevelFallback: true,
    ignorePatternData: null,
    fallbackExclusionList: [],
    fallbackPool: [],
    packageRegistryData: [
      [null, [[null, { packageLocation: './', packageDependencies: [['kit', 'npm:1']], linkType: 'SOFT' }]]],
      ['kit', [['npm:1', { packageLocation: kit, packageDependencies: [['kit', 'npm:1']], linkType: 'HARD' }]]],
    ],
  }),
  '.pnp.cjs': `
const Module = require('node:module');
process.versions.pnp = '3';
const resolve = Module._resolveFilename;
Module._resolveFilename = function (request, ...others) {
  return request === 'kit' ? require('node:path').join(__dirname, '${kit}index.js') : resolve.call(this, request, ...others);
};`,
  '.pnp.loader.mjs': `
export const resolve = (specifier, context, next) =>
  specifier === 'kit' ? { url: new URL('${kit}index.js', import.meta.url).href, shortCircuit: true } : next(specifier, context);`,
  'unplugged/node_modules/kit/package.json': '{ "name": "kit" }',
  'unplugged/node_modules/kit/index.js': 'exports.one = 1;',
  'two.ts': 'export enum Two { value = 2 }',
};

it("packages of Yarn Plug'n'Play are found, with a name as written and with a computed one", async () => {
  const folder = createProject({
    ...project,
    'a.ts': `
import { createRequire } from 'node:module';
import { one } from 'kit';
import { Two } from './two';
const name = ['k', 'it'].join('');
const imported = (await import(name)) as { one: number };
const required = createRequire(import.meta.url)(name) as { one: number };
export const f = (n: number): number[] => [n + one, n + imported.one, n + required.one, Two.value];`,
  });
  await expectEverywhere(folder, { file: 'a.ts', expression: 'f', inputs: '[1]' }, [[2, 2, 2, 2]]);
});

it("CommonJS resolves with tsconfig paths under Plug'n'Play, whose loader replaces that of Node", async () => {
  const folder = createProject({
    ...project,
    'package.json': '{ "name": "app", "type": "commonjs" }',
    'tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./*"] } } }',
    'a.ts': `import { one } from 'kit';\nimport { Two } from '@/two';\nexport const f = (n: number): number => n + one + Two.value;`,
  });
  await expectEverywhere(folder, { file: 'a.ts', expression: 'f', inputs: '[1]' }, [4]);
});

it("a project without Plug'n'Play starts as before", () => {
  const folder = createProject({ 'a.ts': '' });
  expect(plugAndPlayArguments(join(folder, 'a.ts'))).toEqual([]);
});

it('a check says that it does not see the types of packages if their tables cannot be read', async () => {
  const folder = createProject({
    ...project,
    '.pnp.data.json': '',
    'a.ts': 'export const f = (n: number): number => n;',
  });
  const { code, stderr } = await runCommand(['check', join(folder, 'a.ts'), join(folder, 'two.ts')]);
  expect(stderr).toMatch(
    /^The types of packages were not visible for 2 files: .*\.pnp\.cjs of Yarn Plug'n'Play cannot be/,
  );
  expect(code).toBe(0);
});
