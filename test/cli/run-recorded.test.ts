import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { runCommand } from './run-command.ts';

const root = mkdtempSync(join(tmpdir(), 'run-recorded-'));
const repository = join(import.meta.dirname, '../..');
const node = `"${process.execPath}"`;
const quick = ['--budget', '0.3', '--workers', '1', '--strategies', 'serial', '--format', 'json'];
const env = { XDG_CACHE_HOME: join(root, 'cache'), LOCALAPPDATA: join(root, 'cache') };
const files: Record<string, string> = {
  'package.json': '{ "type": "module" }',
  // Nothing here uses the DOM, whose types take half of the time of an analysis.
  'tsconfig.json': '{ "compilerOptions": { "lib": ["es2023"], "types": [] } }',
  'src/square.ts':
    'export function square(x: number): number { return x * x; }\nexport const list = [1, 2].map(square);\n',
  'src/cube.ts': 'export const cube = (x: number, by = 3): number => x ** by;\n',
  'src/fib.ts': 'export function fib(n: number): number { return n < 2 ? n : fib(n - 1) + fib(n - 2); }\n',
  'src/each.ts':
    'export async function each(text: string, options: { done?: () => void }): Promise<number> { options.done?.(); return text.length; }\n',
  'src/sum.ts': 'export function sum(bytes: Uint8Array): number { return bytes.reduce((a, b) => a + b, 0); }\n',
  'lib/half.cjs':
    '"use strict";\nfunction half(x) { "use strict"; return this === undefined ? x / 2 : NaN; }\nmodule.exports = { half };\n',
  'square.test.ts':
    "import test from 'node:test';\nimport { square } from './src/square.ts';\ntest('a', () => { for (let i = 0; i < 1000; i++) square(i); });\n",
  'cube.mjs': "import { cube } from './src/cube.ts';\n[4, 5].map((x) => cube(x, 2)); cube(6);\n",
  'fib.mjs': "import { fib } from './src/fib.ts';\nfib(12); fib(13);\nprocess.exit(3);\n",
  'each.mjs':
    "import { each } from './src/each.ts';\nawait each('a', {}); await each('b', { done() {} }); await each('c', { done() {} });\n",
  'only-callbacks.mjs': "import { each } from './src/each.ts';\nawait each('b', { done() {} });\n",
  'sum.mjs':
    "import { sum } from './src/sum.ts';\nconst shared = new Uint8Array([1, 2]);\nsum(shared); shared[0] = 9; sum(shared);\n",
  'half.cjs':
    "const { half } = require('./lib/half.cjs');\nhalf(8);\nrequire('node:child_process').fork('./half-child.cjs');\n",
  'half-child.cjs':
    "const { Worker } = require('node:worker_threads');\nrequire('./lib/half.cjs').half(9);\nnew Worker('./half-worker.cjs');\n",
  'own-environment.cjs':
    "const { fork } = require('node:child_process');\nconst { Worker } = require('node:worker_threads');\nnew Worker('./half-worker.cjs', { env: { NODE_OPTIONS: '--no-warnings' }, execArgv: [] });\nnew Worker('./half-worker.cjs', { env: null });\nfork('./half-child.cjs', { env: {}, execArgv: ['--no-warnings'] });\n",
  'half-worker.cjs': "require('./lib/half.cjs').half(10);\n",
  'killed.mjs':
    "import { sum } from './src/sum.ts';\nsum(new Uint8Array([5]));\nprocess.kill(process.pid, 'SIGKILL');\n",
  'imports-only.mjs': "import './src/sum.ts';\n",
  'nothing.mjs': '',
  'cube.vitest.ts':
    "import { expect, it } from 'vitest';\nimport { cube } from './src/cube.ts';\nit('cubes', () => { expect(cube(2)).toBe(8); expect(cube(3)).toBe(27); });\n",
};

beforeAll(() => {
  for (const folder of ['src', 'lib']) mkdirSync(join(root, folder));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'), 'junction');
});
afterAll(() => rmSync(root, { recursive: true, force: true, maxRetries: 3 }));

async function record(target: string, command: string) {
  const { code, stdout, stderr } = await runCommand(
    ['run', join(root, target), ...quick, '--inputs-recorded', `cd ${JSON.stringify(root)} && ${command}`],
    undefined,
    { env },
  );
  return { code, stderr, inputs: code === 0 ? (JSON.parse(stdout) as Report).inputs : null };
}

describe('inputs recorded from a run', () => {
  it("of a test are a bounded sample of all calls, including those in the function's own module", async () => {
    const { inputs, stderr } = await record('src/square.ts#square', `${node} --test square.test.ts`);
    expect(stderr).toContain('Recorded 256 items from 1,002 calls of square. The command ended with exit code 0.');
    expect(stderr).toMatch(/Use them again with --inputs-file .*\.json/);
    expect(inputs).toMatchObject({ count: 256, source: 'file', spread: false, recorded: { calls: 1002 } });
    // The first calls are always there.
    expect(inputs?.preview.slice(0, 4)).toEqual(['1', '2', '0', '1']);
  });

  it('of an arrow function with an optional parameter are lists of arguments', async () => {
    const { inputs } = await record('src/cube.ts#cube', `${node} cube.mjs`);
    expect(inputs).toMatchObject({ spread: true, preview: ['[ 4, 2 ]', '[ 5, 2 ]', '[ 6 ]'] });
  });

  it('of a recursive function are only the calls from outside, with the exit code of the command', async () => {
    const { inputs, stderr } = await record('src/fib.ts#fib', `${node} fib.mjs`);
    expect(inputs).toMatchObject({ count: 2, preview: ['12', '13'], recorded: { calls: 2 } });
    expect(stderr).toContain('exit code 3');
  });

  it('of calls with a callback omit those, and name what cannot be cloned', async () => {
    const { inputs, stderr } = await record('src/each.ts#each', `${node} each.mjs`);
    expect(stderr).toContain('Left out 2 calls: options.done cannot be cloned (a function).');
    expect(inputs).toMatchObject({ count: 1, recorded: { calls: 3 } });
    const none = await record('src/each.ts#each', `${node} only-callbacks.mjs`);
    expect(none.code).toBe(2);
    expect(none.stderr).toContain('options.done cannot be cloned (a function)');
  });

  it('are copies made at the time of the call, with the reason if they cannot be JSON', async () => {
    const { inputs, stderr } = await record('src/sum.ts#sum', `${node} sum.mjs`);
    expect(inputs?.preview).toEqual(['Uint8Array(2) [ 1, 2 ]', 'Uint8Array(2) [ 9, 2 ]']);
    expect(stderr).toContain('They cannot be JSON: items[0] is a Uint8Array.');
  });

  it('of CommonJS include child processes and worker threads, and keep strict mode unchanged', async () => {
    const { inputs } = await record('lib/half.cjs#half', `${node} half.cjs`);
    expect([...(inputs?.preview ?? [])].sort()).toEqual(['10', '8', '9']);
  });

  it('include workers to which the program gives an environment and flags of their own', async () => {
    const { inputs } = await record('lib/half.cjs#half', `${node} own-environment.cjs`);
    expect([...(inputs?.preview ?? [])].sort()).toEqual(['10', '10', '10', '9']);
  });

  it('of a killed command are the calls up to then', async () => {
    const { inputs, stderr } = await record('src/sum.ts#sum', `exec ${node} killed.mjs`);
    expect(inputs?.preview).toEqual(['Uint8Array(1) [ 5 ]']);
    expect(stderr).toMatch(/signal SIGKILL|exit code/);
  });

  it('are found for JavaScript that tsc compiled with a source map', async () => {
    execFileSync(
      process.execPath,
      [
        join(repository, 'node_modules/typescript/bin/tsc'),
        ...[
          'src/sum.ts',
          '--outDir',
          'dist',
          '--sourceMap',
          '--module',
          'esnext',
          '--target',
          'esnext',
          '--ignoreConfig',
        ],
      ],
      { cwd: root },
    );
    writeFileSync(join(root, 'compiled.mjs'), "import { sum } from './dist/sum.js';\nsum(new Uint8Array([3]));\n");
    const { inputs, stderr } = await record('src/sum.ts#sum', `${node} compiled.mjs`);
    expect(stderr).toContain('Recorded 1 item from 1 call of sum.');
    expect(inputs?.preview).toEqual(['Uint8Array(1) [ 3 ]']);
  });

  it('are found under Vitest, which compiles the file itself', async () => {
    writeFileSync(join(root, 'vitest.config.ts'), "export default { test: { include: ['*.vitest.ts'] } };\n");
    const { inputs } = await record('src/cube.ts#cube', `${node} node_modules/vitest/vitest.mjs run`);
    expect(inputs?.preview).toEqual(['2', '3']);
  });

  it.each([
    ['never calls it', 'imports-only.mjs', /exit code 0 and loaded .*sum\.ts, but never called sum/],
    ['never loads its file', 'nothing.mjs', /exit code 0 and never loaded .*sum\.ts .*tsx or Vitest/],
  ])('of a command that %s are missing with a reason', async (_, script, message) => {
    const { code, stderr } = await record('src/sum.ts#sum', `${node} ${script}`);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});
