import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { importSpecifiers } from '../../../src/multiprocessing/functions/import-specifiers.ts';

const library = pathToFileURL(join(import.meta.dirname, '../../../dist/multiprocessing.mjs')).href;

/** A search for functions that no module exports comes by all imports. */
const files = {
  'hooks.mjs': `import { registerHooks } from 'node:module';
    import { isMainThread } from 'node:worker_threads';
    globalThis.loaded = [];
    registerHooks({ load(url, context, next) {
      globalThis.loaded.push(url.slice(url.lastIndexOf('/') + 1));
      const result = next(url, context);
      // As a compiler that leaves out what is not used.
      return url.endsWith('/main.mjs') ? { ...result, source: String(result.source).replace("import './elided.mjs';", '') } : result;
    } });`,
  'elided.mjs': 'export const = 1;',
  'used.mjs': 'export const used = 1;',
  'late.mjs': 'export const version = 1;',
  'main.mjs': `import { writeFileSync } from 'node:fs'; import { isMain, Pool } from '${library}';
    import './elided.mjs'; import { used } from './used.mjs';
    /* import './late.mjs' */ // export * from './late.mjs'
    const text = "import './late.mjs'";
    const functions = [1, 2, 3].map((k) => (x) => x + k);
    if (isMain) {
      const pool = new Pool(import.meta.url, { processes: 1 });
      const outcomes = [];
      for (const fn of functions) outcomes.push(await pool.apply(fn, [1]).catch(({ name }) => name));
      await pool.terminate();
      writeFileSync(new URL('late.mjs', import.meta.url), 'export const version = 2;');
      const { version } = await import('./late.mjs');
      const loads = (name) => globalThis.loaded.filter((loaded) => loaded === name).length;
      console.log(JSON.stringify({ outcomes, version, elided: loads('elided.mjs'), late: loads('late.mjs') }));
    }`,
};

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'modules-left-alone-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a search for a function loads no module that only a string or comment names, and no broken module twice', async () => {
  const hooks = pathToFileURL(join(folder, 'hooks.mjs')).href;
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', hooks, join(folder, 'main.mjs')]);
  const refused = 'FunctionReferenceError';
  expect(JSON.parse(stdout)).toEqual({ outcomes: [refused, refused, refused], version: 2, elided: 1, late: 1 });
});

test.each([
  [`import a from './a.mjs'; export * from "./b.mjs"; import './c.mjs'`, ['./a.mjs', './b.mjs', './c.mjs']],
  [`import{a}from'./a.mjs';export{b}from"./b.mjs"`, ['./a.mjs', './b.mjs']],
  [`import /* from './no.mjs' */ a from // './no.mjs'\n './a.mjs'`, ['./a.mjs']],
  [
    `import type { A } from './no.mts'; import type from './a.mjs'; import { type B } from './b.mts'`,
    ['./a.mjs', './b.mts'],
  ],
  [`/* from './no.mjs' */ // import './no.mjs'\nexport * from './a.mjs'`, ['./a.mjs']],
  ["const t = `\nimport './no.mjs'; ${x} \\` from './no.mjs'`; import './a.mjs'", ['./a.mjs']],
  [`const t = "import './no.mjs'", u = 'it\\'s from "./no.mjs"'; import './a.mjs'`, ['./a.mjs']],
  [`const quote = /["'\`]/, half = a / 2; export * from './a.mjs'; const other = b / 3; // '`, ['./a.mjs']],
  [`if (/\\/*'/.test(x)) y = /[/'"]/; import './a.mjs'; return /\`/; `, ['./a.mjs']],
  [`const text = <p>Don't</p>;\nexport * from './a.mjs';`, ['./a.mjs']],
])('the imports of %j', (text, specifiers) => {
  expect(importSpecifiers(text)).toEqual(specifiers);
});
