import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { checkSource } from '../../../src/analysis/check-source.ts';
import { lowestVersion, stripsTypes } from '../../../src/analysis/project/node-version.ts';
import { Projects } from '../../../src/analysis/project/projects.ts';
import type { Finding } from '../../../src/model/finding.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'packages-')));
afterAll(() => rmSync(root, { recursive: true }));

let count = 0;
let folder = root;
beforeEach(() => {
  folder = join(root, `package-${++count}`);
});

function write(path: string, content: string | object): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

const projects = new Projects();

function check(file: string): Finding[] {
  const { program, sourceFile } = projects.open(file);
  return checkSource(program, sourceFile);
}

const codes = (file: string): string[] => check(file).map(({ code }) => code);

describe('a file of an installed package that is checked by its name', () => {
  it('is checked as any other, with the other files of its package', () => {
    write('package.json', { type: 'module' });
    write(
      'node_modules/dep/keep.ts',
      'const seen: number[] = [];\nexport function keep(x: number) { seen.push(x); return seen.length; }',
    );
    const file = write(
      'node_modules/dep/index.ts',
      "import { keep } from './keep.ts';\nlet count = 0;\n/** @inputs [] */\nexport function f(x: number) { count += x; return count; }\n/** @inputs [] */\nexport const g = (x: number) => keep(x);",
    );
    expect(codes(file)).toEqual(['module-state-written', 'module-state-written']);
  });

  it('leaves out what another package does', () => {
    write('package.json', { type: 'module' });
    write(
      'node_modules/other/index.ts',
      'const seen: number[] = [];\nexport function keep(x: number) { seen.push(x); return seen.length; }',
    );
    const file = write(
      'node_modules/dep/index.ts',
      "import { keep } from 'other';\n/** @inputs [] */\nexport const g = (x: number) => keep(x);",
    );
    expect(codes(file)).toEqual([]);
  });
});

describe('typescript-worker-entry', () => {
  const start = "import { Worker } from 'node:worker_threads';\nexport const start = () => new Worker(";
  const byUrl = (options = ''): string => `${start}new URL('./task.ts', import.meta.url)${options});`;

  it.each([
    ['on a Node that may not strip types', { engines: { node: '>=20' } }, 'export const a: number = 1;', 'warning'],
    ['if the Node version is unknown', {}, 'export const a: number = 1;', 'information'],
    ['of what cannot be stripped', { engines: { node: '>=24' } }, 'export enum Kind { A }', 'warning'],
    [
      'with a parameter property',
      { engines: { node: '>=24' } },
      'export class A { constructor(readonly a: number) {} }',
      'warning',
    ],
  ])('is found %s', (_, fields, task, severity) => {
    write('package.json', { name: 'a', ...fields });
    write('task.ts', task);
    expect(check(write('main.ts', byUrl())).map((finding) => [finding.code, finding.severity])).toEqual([
      ['typescript-worker-entry', severity],
    ]);
  });

  it.each([
    ['where Node strips types', { engines: { node: '>=22.18' } }, byUrl()],
    ['with a loader', { engines: { node: '>=20' } }, byUrl(", { execArgv: ['--import', 'tsx'] }")],
    ['where a bundler sees it', { engines: { node: '>=20' }, devDependencies: { vite: '*' } }, byUrl()],
    ['of JavaScript', { engines: { node: '>=20' } }, `${start}new URL('./task.js', import.meta.url));`],
  ])('is not found %s', (_, fields, text) => {
    write('package.json', { name: 'a', ...fields });
    write('task.ts', 'export declare enum Gone { A }\nexport const a: number = 1;');
    expect(codes(write('main.ts', text))).toEqual([]);
  });
});

describe('worker-path-not-bundled', () => {
  const text = (path: string): string =>
    `import { join } from 'node:path';\nimport { Worker } from 'node:worker_threads';\nconst name = './task.js';\nexport const start = () => new Worker(${path});\nexport { join, name };`;

  it.each([
    "join(import.meta.dirname, 'task.js')",
    '`${import.meta.dirname}/task.js`',
    'new URL(name, import.meta.url)',
    'new URL(`./${name}.js`, import.meta.url)',
  ])('is found in %s', (path) => {
    write('package.json', { name: 'a', devDependencies: { esbuild: '*' } });
    expect(codes(write('main.ts', text(path)))).toEqual(['worker-path-not-bundled']);
  });

  it('is not found if the bundler can see the path, or there is no bundler', () => {
    write('package.json', { name: 'a', devDependencies: { esbuild: '*' } });
    expect(codes(write('main.ts', text("new URL('./task.js', import.meta.url)")))).toEqual([]);
    write('inner/package.json', { name: 'b' });
    expect(codes(write('inner/main.ts', text("join(import.meta.dirname, 'task.js')")))).toEqual([]);
  });
});

describe('native-addon', () => {
  const task = '/** @inputs [] */\nexport const task = (x: number) => x + one;';

  it.each([
    ['a package built on nan', { dependencies: { nan: '*' } }],
    ['a package with its own binding', { gypfile: true }],
  ])('is found in %s, however deep', (_, fields) => {
    write('node_modules/addon/package.json', { name: 'addon', ...fields });
    write('inner.ts', "import 'addon';\nexport const one = 1;");
    const [finding, ...others] = check(write('main.ts', `import { one } from './inner.ts';\n${task}`));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ code: 'native-addon', args: { package: 'addon' }, location: { line: 1 } });
    expect(finding?.related?.[0]?.location.file).toBe(join(folder, 'inner.ts'));
  });

  it.each([
    ['a package on Node-API', { gypfile: true, dependencies: { 'node-addon-api': '*' } }],
    ['a package without native code', {}],
  ])('is not found in %s', (_, fields) => {
    write('node_modules/addon/package.json', { name: 'addon', ...fields });
    write('inner.ts', "import 'addon';\nexport const one = 1;");
    expect(codes(write('main.ts', `import { one } from './inner.ts';\n${task}`))).toEqual([]);
  });
});

describe('top-level-effect', () => {
  const effect =
    "import { writeFileSync } from 'node:fs';\nwriteFileSync('x', 'y');\nexport const one = 1;\nexport interface One { one: 1 }";
  const task = '/** @inputs [] */\nexport const task = (x: number) => x + one;';

  it('is found in imported modules, at the import, with the location of the effect', () => {
    write('effect.ts', effect);
    write('between.ts', "export { one } from './effect.ts';");
    const [finding, ...others] = check(write('main.ts', `import { one } from './between.ts';\n${task}`));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      code: 'top-level-effect',
      args: { module: './between.ts' },
      location: { line: 1 },
      related: [{ location: { file: join(folder, 'effect.ts'), line: 2 } }],
    });
  });

  it('is not found for a type-only import, or behind a main guard', () => {
    write('effect.ts', effect);
    const type = "import type { One } from './effect.ts';\nconst one = 1;\nexport type { One };\n";
    expect(codes(write('main.ts', `${type}${task}`))).toEqual([]);
    write(
      'guarded.ts',
      "import { writeFileSync } from 'node:fs';\nif (import.meta.main) writeFileSync('x', 'y');\nexport const one = 1;",
    );
    expect(codes(write('other.ts', `import { one } from './guarded.ts';\n${task}`))).toEqual([]);
  });
});

describe('a URL', () => {
  it.each([
    ['>=20', 'arrives-empty'],
    ['>=24', 'argument-not-cloneable'],
  ])('on Node %s: %s', (node, code) => {
    write('package.json', { name: 'a', engines: { node } });
    expect(codes(write('main.ts', '/** @inputs [] */\nexport const task = (url: URL): string => url.href;'))).toEqual([
      code,
    ]);
  });
});

describe('an AsyncLocalStorage', () => {
  it.each([
    ['>=20', 'argument-not-cloneable'],
    ['>=24', 'arrives-empty'],
  ])('on Node %s: %s', (node, code) => {
    write('package.json', { name: 'a', engines: { node } });
    write(
      'node_modules/@types/node/index.d.ts',
      "declare module 'node:async_hooks' { export class AsyncLocalStorage<T> { getStore(): T | undefined; } }",
    );
    const text = "import type { AsyncLocalStorage } from 'node:async_hooks';\n/** @inputs [] */\n";
    const task = 'export const task = (storage: AsyncLocalStorage<number>) => storage.getStore();';
    write('tsconfig.json', { compilerOptions: { types: ['node'] } });
    expect(codes(write('main.ts', text + task))).toEqual([code]);
  });
});

describe('a function is a candidate if another file of the project passes it to workers', () => {
  const task = 'export function f(callback: () => void): void { callback(); }\nexport default f;\nexport { f as g };';
  const piscina = "import Piscina from 'piscina';\nexport const pool = new Piscina(";

  it.each([
    [
      'by its import',
      "import { Pool } from 'parallel-profiler';\nimport { f } from './task.ts';\nexport const run = (pool: Pool) => pool.map(f, []);",
    ],
    [
      'through a namespace',
      "import * as tasks from './task.ts';\nimport { pool } from './pool.ts';\nexport const run = () => pool.exec(tasks.f, []);",
    ],
    [
      'under another name',
      "import { g as other } from './task.ts';\nimport { pool } from './pool.ts';\nexport const run = () => pool.run(other, []);",
    ],
    ['as the default export of a file', `${piscina}{ filename: new URL('./task.ts', import.meta.url).href });`],
    [
      'by the path of the compiled file',
      `import { join } from 'node:path';\n${piscina}{ filename: join(import.meta.dirname, 'task.js') });`,
    ],
    [
      'by file and name',
      "import { Pool } from 'parallel-profiler';\nconst pool = new Pool(new URL('./task.ts', import.meta.url));\nexport const run = () => pool.map('f', []);",
    ],
    [
      'by a worker that answers with its result',
      "import { parentPort } from 'node:worker_threads';\nimport { f } from './task.ts';\nparentPort?.on('message', (m) => parentPort?.postMessage({ result: f(m.job) }));",
    ],
    [
      'by a worker that listens with it',
      "import * as threads from 'node:worker_threads';\nimport f from './task.ts';\nthreads.parentPort?.on('message', f);",
    ],
  ])('%s', (_, main) => {
    write('tsconfig.json', { compilerOptions: { module: 'nodenext', target: 'esnext', strict: true } });
    write('package.json', { name: 'a', type: 'module' });
    write('main.ts', main);
    expect(codes(write('task.ts', task))).toContain('argument-not-cloneable');
  });

  it.each([
    ['only calls it', "import { f } from './task.ts';\nexport const run = () => f(() => undefined);"],
    ['maps over it', "import { f } from './task.ts';\nexport const run = (pools: (() => void)[]) => pools.map(f);"],
    [
      'passes another function',
      "import { h } from './task.ts';\nimport { pool } from './pool.ts';\nexport const run = () => pool.map(h, []);",
    ],
  ])('but not if it %s', (_, main) => {
    write('tsconfig.json', { compilerOptions: { module: 'nodenext', target: 'esnext', strict: true } });
    write('package.json', { name: 'a', type: 'module' });
    write('main.ts', main);
    expect(codes(write('task.ts', `${task}\nexport const h = 1;`))).toEqual([]);
  });
});

it('values go the way of the pool that a function runs in', () => {
  write('tsconfig.json', { compilerOptions: { module: 'nodenext', target: 'esnext', strict: true } });
  write('package.json', { name: 'a', type: 'module' });
  const task = 'export default function f(memory: SharedArrayBuffer): number { return memory.byteLength; }';
  write(
    'main.ts',
    "import Piscina from 'piscina';\nexport const pool = new Piscina({ filename: new URL('./task.ts', import.meta.url).href });",
  );
  write(
    'other.ts',
    "import Tinypool from 'tinypool';\nexport const pool = new Tinypool({ filename: new URL('./child.ts', import.meta.url).href, runtime: 'child_process' });",
  );
  const [ofThreads, ofProcesses] = [write('task.ts', task), write('child.ts', task)];
  expect(codes(ofThreads)).toEqual([]);
  expect(check(ofProcesses)).toMatchObject([{ code: 'argument-not-cloneable', args: { channel: 'processes' } }]);
});

it.each([
  ['>=20', 20],
  ['^20.6.0 || >=22', 20.06],
  ['22.x', 22],
  ['>= 22.18.0', 22.18],
  ['<23', 0],
])('the lowest Node of %s is %d', (range, lowest) => {
  expect(lowestVersion(range)).toBeCloseTo(lowest, 5);
});

it.each([
  ['22.17.0', false],
  ['v22.18.0', true],
  ['23.5.0', false],
  ['23.6.0', true],
  ['24.0.0', true],
])('Node %s runs TypeScript by itself: %s', (version, runs) => {
  expect(stripsTypes(lowestVersion(version) ?? 0)).toBe(runs);
});
