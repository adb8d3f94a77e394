import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checkSource } from '../../../src/analysis/check-source.ts';
import { disk } from '../../../src/analysis/files/disk.ts';
import { PlugAndPlay } from '../../../src/analysis/files/plug-and-play.ts';
import { Projects } from '../../../src/analysis/project/projects.ts';
import { zip } from './zip.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'plug-and-play-'))).replaceAll('\\', '/');
afterAll(() => {
  rmSync(root, { recursive: true });
});

function write(path: string, content: string | Buffer): string {
  const file = `${root}/${path}`;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

type Packages = [name: string | null, reference: string | null, location: string, dependencies: unknown[]][];

function dataOf(packages: Packages): string {
  const packageRegistryData = packages.map(([name, reference, packageLocation, packageDependencies]) => [
    name,
    [[reference, { packageLocation, packageDependencies, linkType: 'HARD' }]],
  ]);
  return JSON.stringify({ enableTopLevelFallback: true, fallbackExclusionList: [], packageRegistryData }, null, 2);
}

/** As Yarn 4 writes it. */
function asString(data: string): string {
  const literal = data.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\\n');
  return `const RAW_RUNTIME_STATE =\n'${literal}';\nfunction $$SETUP_STATE(hydrateRuntimeState, basePath) {\n  return hydrateRuntimeState(JSON.parse(RAW_RUNTIME_STATE), {basePath: basePath || __dirname});\n}\n`;
}

const cache = './.yarn/cache';
const view = './.yarn/__virtual__/view-virtual-1a2b/0/cache/view.zip/node_modules/view/';
const packages: Packages = [
  [
    null,
    null,
    './',
    [
      ['kit', 'npm:1'],
      ['view', 'virtual:1#npm:1'],
      ['@types/plain', 'npm:1'],
      ['plain', 'npm:1'],
      ['tools', ['toolbox', 'npm:2']],
      ['peer', null],
      ['settings', 'npm:1'],
    ],
  ],
  ['kit', 'npm:1', `${cache}/kit.zip/node_modules/kit/`, [['inner', 'npm:1']]],
  ['inner', 'npm:1', '../cache/inner.zip/node_modules/inner/', []],
  ['view', 'virtual:1#npm:1', view, [['kit', 'npm:1']]],
  ['plain', 'npm:1', './.yarn/unplugged/plain/node_modules/plain/', []],
  ['@types/plain', 'npm:1', `${cache}/types.zip/node_modules/@types/plain/`, []],
  ['toolbox', 'npm:2', `${cache}/toolbox.zip/node_modules/toolbox/`, []],
  ['settings', 'npm:1', `${cache}/settings.zip/node_modules/settings/`, []],
];

function install(): void {
  const manifest = (name: string): string => JSON.stringify({ name, types: './index.d.ts' });
  const archive = (file: string, name: string, files: Record<string, string>, packed: string[] = []): void => {
    const inside = (path: string): string => `node_modules/${name}/${path}`;
    const all = { 'package.json': manifest(name), ...files };
    const entries = Object.fromEntries(Object.entries(all).map(([path, text]) => [inside(path), text]));
    write(file, zip(entries, packed.map(inside)));
  };
  archive(
    'app/.yarn/cache/kit.zip',
    'kit',
    {
      'index.d.ts': "import type { Inner } from 'inner';\nexport interface Kit { inner: Inner }\n",
      'sub/index.d.ts': 'export declare const depth: 2;\n',
    },
    ['index.d.ts'],
  );
  archive('cache/inner.zip', 'inner', { 'index.d.ts': 'export interface Inner { close(): void }\n' });
  archive('app/.yarn/cache/view.zip', 'view', {
    'index.d.ts': "import type { Kit } from 'kit';\nexport declare function view(kit: Kit): string;\n",
  });
  archive('app/.yarn/cache/types.zip', '@types/plain', { 'index.d.ts': 'declare var plainGlobal: 7;\n' });
  archive('app/.yarn/cache/toolbox.zip', 'toolbox', { 'index.d.ts': "export declare const tool: 'hammer';\n" });
  archive('app/.yarn/cache/settings.zip', 'settings', { 'base.json': '{ "compilerOptions": { "strict": true } }' });
  write('app/.pnp.cjs', asString(dataOf(packages)));
  write('app/package.json', '{ "name": "app", "type": "module" }');
  write(
    'app/tsconfig.json',
    JSON.stringify({ extends: 'settings/base.json', compilerOptions: { module: 'nodenext', target: 'esnext' } }),
  );
}
install();

describe("in a project of Yarn Plug'n'Play", () => {
  const file = write(
    'app/src/a.ts',
    `import type { Kit } from 'kit';
import { depth } from 'kit/sub/index.js';
import { tool } from 'tools';
import { view } from 'view';
/** @inputs [] */
export function close(kit: Kit): unknown { return [view(kit), depth, tool, plainGlobal, kit.inner]; }
`,
  );
  const { program, sourceFile } = new Projects().open(file);

  it('all packages have types, from archives inside and outside of the project', () => {
    const problems = [...program.getSemanticDiagnostics(sourceFile), ...program.getConfigFileParsingDiagnostics()];
    expect(problems.map(({ messageText }) => messageText)).toEqual([]);
    expect(program.getCompilerOptions().strict).toBe(true);
  });

  it('the rules know what a package gives', () => {
    expect(checkSource(program, sourceFile).map(({ code }) => code)).toContain('argument-not-cloneable');
  });

  it('a file of a package has the path that Yarn gives it', () => {
    const names = program.getSourceFiles().map(({ fileName }) => fileName);
    expect(names).toEqual(
      expect.arrayContaining([
        `${root}/app/.yarn/cache/kit.zip/node_modules/kit/index.d.ts`,
        `${root}/cache/inner.zip/node_modules/inner/index.d.ts`,
        `${root}/app/.yarn/__virtual__/view-virtual-1a2b/0/cache/view.zip/node_modules/view/index.d.ts`,
      ]),
    );
  });
});

describe('the disk with archives', () => {
  const kit = `${root}/app/node_modules/kit`;

  it.each([
    ['a file', disk.fileExists(`${kit}/index.d.ts`), true],
    ['a missing file', disk.fileExists(`${kit}/missing.d.ts`), false],
    ['a folder as a file', disk.fileExists(`${kit}/sub`), false],
    ['a folder', disk.directoryExists(`${kit}/sub`), true],
    ['a missing folder', disk.directoryExists(`${kit}/missing`), false],
    ['the folder of all packages', disk.directoryExists(`${root}/app/node_modules`), true],
    ['a scope', disk.directoryExists(`${root}/app/node_modules/@types`), true],
    ['a missing scope', disk.directoryExists(`${root}/app/node_modules/@other`), false],
    ['a peer dependency that nobody provides', disk.directoryExists(`${root}/app/node_modules/peer`), false],
    ['folders of a project without archives', disk.directoryExists(`${root}/node_modules`), false],
  ])('has %s: %s', (_, found, expected) => {
    expect(found).toBe(expected);
  });

  it('lists folders', () => {
    expect(disk.getDirectories(`${root}/app/node_modules/@types`)).toEqual(['plain']);
    expect(disk.getDirectories(kit)).toEqual(['sub']);
    expect(disk.getDirectories(`${root}/app/node_modules`)).toContain('@types');
  });
});

describe('the tables of packages', () => {
  const data = dataOf([
    [
      null,
      null,
      './',
      [
        ["it's", 'npm:1'],
        ['top', 'npm:1'],
      ],
    ],
    ["it's", 'npm:1', './a/', []],
    ['top', 'npm:1', './b/', []],
  ]);
  it.each([
    ['in a string', asString(data), null],
    [
      'in an object',
      `function $$SETUP_STATE(hydrateRuntimeState, basePath) {\n  return hydrateRuntimeState(${data}, {basePath: basePath || __dirname});\n}`,
      null,
    ],
    [
      'in a file beside',
      "return hydrateRuntimeState(JSON.parse(fs.readFileSync('./.pnp.data.json', 'utf8')), {basePath: 1});",
      data,
    ],
  ])('are read %s', (title, code, beside) => {
    const file = write(`${title}/.pnp.cjs`, code);
    if (beside !== null) write(`${title}/.pnp.data.json`, beside);
    const tables = PlugAndPlay.read(file);
    expect(tables?.resolve(`${root}/${title}`, "it's")).toBe(`${root}/${title}/a`);
    expect(tables?.resolve(`${root}/${title}/a`, 'top')).toBe(`${root}/${title}/b`);
    expect(tables?.resolve(`${root}/${title}`, 'other')).toBeNull();
  });

  it.each(['', "const RAW_RUNTIME_STATE =\n'{", 'hydrateRuntimeState({', "RAW_RUNTIME_STATE = '{}'"])(
    'are missing in %j',
    (code) => {
      expect(PlugAndPlay.read(write('broken/.pnp.cjs', code))).toBeNull();
    },
  );
});
