import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const library = pathToFileURL(join(import.meta.dirname, '../../../dist/multiprocessing.mjs')).href;

/** A test runner compiles and evaluates modules itself, so the forms are separate programs. */
const files = {
  'package.json': '{ "type": "module", "imports": { "#tasks": { "import": "./tasks.mjs" } } }',
  'node_modules/esm-only/package.json': '{ "type": "module", "exports": { ".": { "import": "./index.js" } } }',
  'node_modules/esm-only/index.js': 'export function cube(x) { return x ** 3; }',
  'tasks.mjs': `export function quad(x) { return x ** 4; }`,
  'wrap.mjs': `export const wrap = (fn) => function wrapped(x) { return fn(x); };
    export const times = (k) => (x) => x * k;`,
  'two.mjs': `const scale = 2; export function run(x) { return x * scale; } export default (x) => x + scale;`,
  'six.mjs': `const scale = 6; export function run(x) { return x * scale; } export default (x) => x + scale;`,
  'deep.mjs': `export { run as deepRun } from './six.mjs'; export * from './deeper.mjs';`,
  'deeper.mjs': `export function deepest(x) { return x + 100; }`,
  'single.cjs': `module.exports = (x) => x + 7;`,
  'members.cjs': `exports.f = (x) => x + 8; exports.g = (x) => x + 9;`,
  'main.mjs': `import { isMain, Pool } from '${library}';
    import { cube } from 'esm-only'; import { quad } from '#tasks'; import { wrap, times } from './wrap.mjs';
    import{quad as q}from"./tasks.mjs";
    import addTwo, { run as two } from './two.mjs'; import addSix, { run as six } from './six.mjs';
    import { deepRun, deepest } from './deep.mjs';
    import single from './single.cjs'; import members from './members.cjs';
    export const wrappedTwo = wrap((x) => x * 2); export const wrappedSix = wrap((x) => x * 6);
    const hiddenWrap = wrap((x) => x * 7);
    export const timesTwo = times(2); export const timesSix = times(6);
    export const tasks = { half(x) { return x / 2; } };
    export class Tools { static twice(x) { return x * 2; } }
    function a(x) { return x + 1; } function b(x) { return x + 2; }
    export { a as b, b as a };
    export const renamed = times(11); Object.defineProperty(renamed, 'name', { value: 'a' });
    export const oddName = times(12); Object.defineProperty(oddName, 'name', { value: 5 });
    export function parseInt(x) { return x + 3; }
    export async function later(x) { return x + 4; }
    const step = 1; export function inner(x) { return x + step; }
    const makeInner = (step) => function inner(x) { return x + step; };
    export default (x) => x + 5;
    const own = await 5;
    if (isMain) {
      const forms = { cube, quad, q, two, six, addTwo, addSix, deepRun, deepest, single, f: members.f, g: members.g, wrappedTwo,
        wrappedSix, timesTwo, timesSix, half: tasks.half, twice: Tools.twice, a, b, renamed, oddName, parseInt, later, inner,
        sqrt: Math.sqrt, hiddenWrap, closure: makeInner(5), anonymous: (x) => x + 9, bound: a.bind(null),
        proxy: new Proxy(a, {}) };
      const pool = new Pool(import.meta.url, { kind: process.argv[2], processes: 1, initializer: later, initargs: [1] });
      const told = {};
      for (const [name, fn] of Object.entries(forms)) {
        const serial = await fn(4);
        told[name] = await pool.apply(fn, [4]).then((v) => (v === serial ? 'right' : 'WRONG ' + v), (e) => e.name);
      }
      await pool.terminate();
      console.log(JSON.stringify(told));
    }`,
  'main.cjs': `const { f } = require('./members.cjs'); const single = require('./single.cjs');
    exports.add = (x) => x + 1; exports.also = { sub: (x) => x - 1 };
    const hidden = (x) => x + 1;
    import('${library}').then(async ({ isMain, Pool }) => {
      if (!isMain) return;
      const pool = new Pool(__filename, { kind: process.argv[2], processes: 1 });
      const told = {};
      for (const [name, fn] of Object.entries({ f, single, add: exports.add, sub: exports.also.sub, hidden })) {
        const serial = fn(4);
        told[name] = await pool.apply(fn, [4]).then((v) => (v === serial ? 'right' : 'WRONG ' + v), (e) => e.name);
      }
      await pool.terminate();
      console.log(JSON.stringify(told));
    });`,
};
const refused = 'FunctionReferenceError';
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'function-identity-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(file: string, kind: string): Promise<Record<string, string>> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(folder, file), kind]);
  return JSON.parse(stdout) as Record<string, string>;
}

test.each(['threads', 'processes'])('each form of a function runs as itself or is refused in %s', async (kind) => {
  const { hiddenWrap, closure, anonymous, bound, proxy, ...exported } = await run('main.mjs', kind);
  expect(Object.entries(exported).filter(([, outcome]) => outcome !== 'right')).toEqual([]);
  expect(Object.keys(exported)).toHaveLength(26);
  expect([hiddenWrap, closure, anonymous, bound, proxy]).toEqual(Array.from({ length: 5 }, () => refused));
});

test.each(['threads', 'processes'])('functions of CommonJS modules are found in %s', async (kind) => {
  expect(await run('main.cjs', kind)).toEqual({
    f: 'right',
    single: 'right',
    add: 'right',
    sub: 'right',
    hidden: refused,
  });
});
