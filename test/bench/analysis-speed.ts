import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { AnalysisClient } from '../../src/profile/analysis-client.ts';
import { builtFilesIn } from '../../src/profile/built-files.ts';
import { median } from '../../src/math/median.ts';
import type { Bench, Claims } from './bench.ts';

const root = join(import.meta.dirname, '../..');
const server = builtFilesIn(join(root, 'dist')).analysis.thread;

/** How long the editor waits: for the first findings, after an edit, for the lines above functions, for the start. */
export const analysisSpeed: Bench = {
  name: 'analysis-speed',
  about: 'how fast findings and lenses come, and what the editor is held up by',
  cases: [
    { name: 'cold', about: 'the first findings of this repository, against tsc --noEmit', run: cold },
    { name: 'edit', about: 'a file of 5,000 lines while one types', run: edits },
    { name: 'activation', about: 'loading and activating the extension', run: activation },
  ],
};

async function cold(claims: Claims): Promise<void> {
  const tsc = join(root, 'node_modules/typescript/lib/tsc.js');
  const file = join(root, 'src/profile/profile.ts');
  const rounds = { compiler: [] as number[], first: [] as number[], all: [] as number[] };
  for (let round = 0; round < 3; round++) {
    rounds.compiler.push(timed(() => execFileSync(process.execPath, [tsc, '--noEmit', '-p', root])));
    rounds.all.push(timed(checkAll));
    await using client = new AnalysisClient(server);
    const text = readFileSync(file, 'utf8');
    const startedMs = performance.now();
    await client.check(file, text);
    rounds.first.push(performance.now() - startedMs);
  }
  const compiler = median(rounds.compiler);
  for (const [name, values] of [
    ['the first findings of a file', rounds.first],
    ['all findings of the project (check src test)', rounds.all],
  ] as const) {
    const ratio = median(values) / compiler;
    claims.check(
      `${name} take at most 1.3 times as long as tsc`,
      `${ratio.toFixed(2)} (${inMs(values)} against ${inMs(rounds.compiler)})`,
      ratio <= 1.3,
    );
  }
}

/** Findings and unparseable files have their own exit codes and are not failures here. */
function checkAll(): void {
  const args = ['dist/cli.mjs', 'check', 'src', 'test', 'schema', 'docs'];
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'ignore' });
  if (status === null) throw new Error('check was ended by a signal.');
}

async function edits(claims: Claims): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'large-'));
  const file = join(folder, 'large.ts');
  const text = largeFile();
  writeFileSync(file, text);
  await using client = new AnalysisClient(server);
  const first = await client.check(file, text);
  await client.functions(file, text);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const findings: number[] = [];
  const lenses: number[] = [];
  for (let edit = 0; edit < 25; edit++) {
    // In the body of a function in the middle, as a person types.
    const edited = text.replace('const step = 250;', `const step = 250 + ${edit};`);
    const lensMs = performance.now();
    await client.functions(file, edited);
    lenses.push(performance.now() - lensMs);
    const checkMs = performance.now();
    await client.check(file, edited);
    findings.push(performance.now() - checkMs);
  }
  delay.disable();
  rmSync(folder, { recursive: true });
  const lines = text.split('\n').length;
  claims.check(
    'the file has 5,000 lines and findings',
    `${lines} lines, ${first.findings.length} findings`,
    lines >= 5000 && first.findings.length > 20,
  );
  claims.check('findings after an edit within 200 ms', inMs(findings), median(findings) <= 200);
  claims.check('the list of functions within 30 ms', inMs(lenses), median(lenses) <= 30);
  const blockedMs = delay.max / 1e6;
  claims.check('the asking thread is never held up for more than 20 ms', `${blockedMs.toFixed(1)} ms`, blockedMs <= 20);
}

/** 500 functions of ten lines; one in ten is a candidate, and each of these has something to be found. */
function largeFile(): string {
  const functions = Array.from({ length: 500 }, (_, index) => {
    const tag = index % 10 === 0 ? '/** @inputs [] */' : '/** Sums. */';
    return `${tag}
export function sum${index}(values: readonly number[], options: { scale: number; name?: string }): number {
  const step = ${index};
  let total = 0;
  for (const [at, value] of values.entries()) {
    if (at % 7 === step % 7) total += value * options.scale;
    else total -= Math.sqrt(Math.abs(value));
  }
  ${index % 10 === 0 ? 'calls += 1;' : 'if (options.name) total += options.name.length;'}
  return total${index > 0 ? ` + sum${index - 1}([], options)` : ''};
}
`;
  });
  return `let calls = 0;\n${functions.join('')}`;
}

async function activation(claims: Claims): Promise<void> {
  const values = Array.from({ length: 9 }, () =>
    Number(execFileSync(process.execPath, ['--input-type=module', '-e', activate, root], { encoding: 'utf8' })),
  );
  claims.check('the extension is loaded and activated within 20 ms', inMs(values), median(values) <= 20);
  await Promise.resolve();
}

/** Uses a stand-in for VS Code that accepts every call; the time of VS Code itself is not counted. */
const activate = `
  import { readdirSync, readFileSync } from 'node:fs';
  import { registerHooks } from 'node:module';
  import { pathToFileURL } from 'node:url';
  // The extension host has these loaded before any extension.
  for (const name of ['worker_threads', 'crypto', 'fs/promises', 'child_process', 'url', 'os', 'zlib']) await import('node:' + name);
  const standIn = () => new Proxy(function () {}, {
    get: (target, key) => key === 'prototype' ? target.prototype : key === Symbol.iterator ? [][Symbol.iterator].bind([]) : key === Symbol.toPrimitive ? () => '/' : key === 'then' ? undefined : key === 'length' ? 0 : standIn(),
    getPrototypeOf: () => standIn(),
    apply: () => standIn(),
    construct: () => standIn(),
  });
  globalThis.standIn = standIn;
  const dist = process.argv[1] + '/dist/';
  const code = readdirSync(dist + 'extension').filter((name) => name.endsWith('.mjs')).map((name) => readFileSync(dist + 'extension/' + name, 'utf8')).join();
  const names = new Set([...code.matchAll(/vscode\\d*\\.(\\w+)/g)].map(([, name]) => name));
  const source = [...names].map((name) => 'export const ' + name + ' = globalThis.standIn();').join('');
  registerHooks({
    resolve: (name, context, next) => name === 'vscode' ? { url: 'stand-in:vscode', shortCircuit: true } : next(name, context),
    load: (url, context, next) => url === 'stand-in:vscode' ? { format: 'module', source, shortCircuit: true } : next(url, context),
  });
  await import('vscode');
  const startedMs = performance.now();
  const { activate } = await import(pathToFileURL(dist + 'extension.mjs'));
  activate({ extensionPath: '/nowhere', subscriptions: [], globalStorageUri: { fsPath: '/nowhere' }, storageUri: undefined, workspaceState: standIn(), globalState: standIn(), extensionUri: standIn() });
  process.stdout.write(String(performance.now() - startedMs), () => process.exit());
`;

function timed(run: () => void): number {
  const startedMs = performance.now();
  run();
  return performance.now() - startedMs;
}

function inMs(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  return `${median(sorted).toFixed(1)} ms (${(sorted[0] ?? NaN).toFixed(1)} to ${(sorted.at(-1) ?? NaN).toFixed(1)})`;
}
