import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const library = pathToFileURL(join(import.meta.dirname, '../../dist/multiprocessing.mjs')).href;
const limitMs = 20_000;

/** Blocks its thread as soon as a function has been submitted; the function writes a file to show that it ran. */
const block = `const waitFor = (file) => {
      const cell = new Int32Array(new SharedArrayBuffer(4));
      for (const end = Date.now() + ${limitMs}; Date.now() < end; Atomics.wait(cell, 0, 0, 20)) if (existsSync(file) && readFileSync(file, 'utf8')) return 'ran';
      return 'never ran';
    };`;
const files = {
  'signal.mjs': `import { writeFileSync as write } from 'node:fs'; const text = 'imported';
    export function imported(file) { write(file, text); }`,
  'other.mjs': `import { writeFileSync as write } from 'node:fs'; const text = 'other!!!';
    export function imported(file) { write(file, text); }`,
  'main.mjs': `import { existsSync, readFileSync, writeFileSync } from 'node:fs';
    import { isMain, Pool, Process } from '${library}';
    import { imported } from './signal.mjs'; import { imported as other } from './other.mjs';
    const text = 'own';
    export function own(file) { writeFileSync(file, text); }
    export const arrow = (file) => writeFileSync(file, text);
    function renamed(file) { writeFileSync(file, text); }
    export function nothing() {}
    export default (file) => writeFileSync(file, text);
    ${block}
    const functions = { own, arrow, imported, other, renamed };
    if (isMain) {
      const [, , kind, how, name, folder] = process.argv;
      const file = folder + '/' + [kind, how, name].join('-');
      const fn = functions[name];
      if (how === 'process') {
        const child = new Process(import.meta.url, { target: fn, args: [file], kind }); child.start();
        console.log(waitFor(file)); await child.join();
      } else if (how === 'initializer') {
        const pool = new Pool(import.meta.url, { kind, processes: 1, initializer: fn, initargs: [file] });
        console.log(waitFor(file)); await pool.terminate();
      } else {
        const pool = new Pool(import.meta.url, { kind, processes: 1 });
        await pool.apply(nothing, []); const called = pool.apply(fn, [file]); await null; // Pools send at the end of a step.
        console.log(waitFor(file)); await called; await pool.terminate();
      }
      console.log(readFileSync(file, 'utf8'));
    }
    export { renamed as go };
`,
  'main.cjs': `const { existsSync, readFileSync, writeFileSync } = require('node:fs');
    exports.own = (file) => writeFileSync(file, 'own');
    ${block}
    import('${library}').then(async ({ isMain, Process }) => {
      if (!isMain) return;
      const [, , kind, , , folder] = process.argv; const file = folder + '/' + kind + '-commonjs';
      const child = new Process(__filename, { target: exports.own, args: [file], kind }); child.start();
      console.log(waitFor(file)); await child.join(); console.log(readFileSync(file, 'utf8'));
    });`,
  'reassigned.mjs': `import { isMain, Pool } from '${library}';
    export let run = (x) => x + 1; const before = run; export { run as task };
    if (isMain) {
      const pool = new Pool(import.meta.url, { kind: process.argv[2], processes: 1 });
      const call = pool.apply(before, [1]);
      run = (x) => x + 2;
      console.log(await call.then((v) => (v === 2 ? 'right' : 'WRONG ' + v), (e) => e.name));
      await pool.terminate();
    } else run = (x) => x + 2;
    export { run as again };
`,
  'reassigned-later.mjs': `import { isMain, Pool } from '${library}'; import { wrap, memoize } from './wrap.mjs';
    export let run = (x) => x + 1; export let wrapped = wrap((x) => x + 1); const before = [run, wrapped];
    if (isMain) {
      const pool = new Pool(import.meta.url, { kind: process.argv[2], processes: 1 });
      for (const fn of before)
        console.log(await pool.apply(fn, [1]).then((v) => (v === 2 ? 'right' : 'WRONG ' + v), (e) => e.name));
      await pool.terminate();
    }
    run = (x) => x + 2; wrapped = memoize((x) => x + 2);
`,
  'wrap.mjs': `export const wrap = (fn) => (x) => fn(x); export const memoize = (fn) => function (x) { return fn(x); };`,
};
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'blocked-parent-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(file: string, ...args: string[]): Promise<string[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(folder, file), ...args, folder]);
  return stdout.trim().split('\n');
}

const cases = ['threads', 'processes'].flatMap((kind) =>
  ['process', 'warm-pool', 'initializer'].flatMap((how) =>
    (how === 'process' ? ['own', 'arrow', 'renamed', 'imported', 'other'] : ['own', 'imported']).map(
      (name) => [kind, how, name] as const,
    ),
  ),
);
const texts: Record<string, string> = { imported: 'imported', other: 'other!!!' };

test.each(cases)('in %s, the function of a %s runs while its caller is blocked: %s', async (kind, how, name) => {
  expect(await run('main.mjs', kind, how, name)).toEqual(['ran', texts[name] ?? 'own']);
});

test.each(['threads', 'processes'])('a CommonJS function runs in %s while its caller is blocked', async (kind) => {
  expect(await run('main.cjs', kind, '', '')).toEqual(['ran', 'own']);
});

test.each(['threads', 'processes'])('an export that is reassigned after the call is refused in %s', async (kind) => {
  expect(await run('reassigned.mjs', kind)).toEqual(['FunctionReferenceError']);
});

test.each(['threads', 'processes'])(
  'an export that is reassigned once the call has ended is refused in %s',
  async (kind) => {
    expect(await run('reassigned-later.mjs', kind)).toEqual(['FunctionReferenceError', 'FunctionReferenceError']);
  },
);
