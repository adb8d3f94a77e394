import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Report } from '../../src/model/report.ts';
import { findDisagreements } from '../report/find-disagreements.ts';
import type { Bench, Claims } from './bench.ts';
import { fiveFunctions, type RealFunction } from './five-functions.ts';

const root = join(import.meta.dirname, '../..');
const demo = join(root, 'test/workspace/src');
/** They end the run on purpose. */
const NOT_MEASURED = new Set(['never-returns.ts', 'exits-the-process.ts']);

/** Kinds of functions that the demo workspace does not have. */
const otherFunctions: readonly RealFunction[] = [
  {
    title: 'wait for a timer',
    name: 'pause',
    source: 'export const pause = (ms) => new Promise((done) => setTimeout(done, ms));',
    inputs: 'Array.from({ length: 20 }, () => 10)',
  },
  {
    title: 'derive a key on the threads of libuv',
    name: 'derive',
    source: `import { pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';
export const derive = (text) => promisify(pbkdf2)(text, 'salt', 40_000, 32, 'sha256');`,
    inputs: 'Array.from({ length: 12 }, (_, i) => String(i))',
  },
  {
    title: 'run a program',
    name: 'run',
    source: `import { execFileSync } from 'node:child_process';
export const run = (n) => String(execFileSync(process.execPath, ['-p', 'let s = 0; for (let i = 0; i < 3e7; i++) s += i % ' + n + '; s']));`,
    inputs: '[3, 5, 7, 11]',
  },
  {
    title: 'copy large arrays',
    name: 'total',
    source: 'export const total = (values) => values.reduce((sum, value) => sum + value, 0);',
    inputs: 'Array.from({ length: 30 }, () => Array.from({ length: 50_000 }, (_, i) => i))',
  },
  {
    title: 'tasks of a microsecond',
    name: 'square',
    source: 'export const square = (x) => x * x;',
    inputs: 'Array.from({ length: 5_000 }, (_, i) => i)',
  },
  {
    title: 'one long task',
    name: 'spin',
    source: 'export function spin(n) { let s = 0; for (let i = 0; i < n; i++) s = (s * 31 + i) % 1000003; return s; }',
    inputs: '[4e7, ...Array.from({ length: 20 }, () => 1e6)]',
  },
];

/** Checks every number of a live report against related ones, on a quiet machine and on a busy one. */
export const recompute: Bench = {
  name: 'recompute',
  about: 'whether every number of a report follows from its neighbours',
  cases: [
    { name: 'quiet', about: 'with nothing else to do', run: (claims) => recomputeAll(claims) },
    {
      name: 'busy',
      about: 'beside a program that takes one core',
      run: (claims) => beside(() => recomputeAll(claims)),
    },
  ],
};

async function recomputeAll(claims: Claims): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'recompute-'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  const written = [...fiveFunctions, ...otherFunctions].map(({ name, source, inputs, title }) => {
    const file = join(folder, `${name}.js`);
    writeFileSync(file, source);
    return { title, target: `${file}#${name}`, options: ['--inputs', inputs] };
  });
  const demos = readdirSync(demo)
    .filter((file) => !NOT_MEASURED.has(file))
    .flatMap((file) => {
      const tagged = /@inputs[\s\S]*?export (?:async )?function (\w+)/.exec(
        readFileSync(join(demo, file), 'utf8'),
      )?.[1];
      return tagged === undefined ? [] : [{ title: tagged, target: `${join(demo, file)}#${tagged}`, options: [] }];
    });
  for (const { title, target, options } of [...written, ...demos]) {
    const report = await profile([target, ...options]);
    claims.show(report);
    const found = findDisagreements(report);
    claims.check(
      title,
      found.length === 0 ? `${report.strategies.length} strategies agree` : found.join('; '),
      found.length === 0,
    );
  }
  rmSync(folder, { recursive: true });
}

async function profile(args: readonly string[]): Promise<Report> {
  const command = [join(root, 'dist/cli.mjs'), 'run', ...args, '--budget', '3', '--format', 'json'];
  return await new Promise((resolve, reject) => {
    execFile(process.execPath, command, { cwd: root, maxBuffer: 1 << 28 }, (error, stdout) => {
      if (stdout === '') reject(error ?? new Error(`No report of ${args.join(' ')}.`));
      else resolve(JSON.parse(stdout) as Report);
    });
  });
}

async function beside(work: () => Promise<void>): Promise<void> {
  const busy = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' });
  try {
    await work();
  } finally {
    busy.kill('SIGKILL');
  }
}
