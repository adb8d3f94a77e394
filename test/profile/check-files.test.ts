import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { CheckedFile } from '../../src/analysis/protocol.ts';
import { builtFilesIn } from '../../src/profile/built-files.ts';
import { checkFiles, type CheckRequest } from '../../src/profile/check-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'check-files-'));
afterAll(() => rmSync(folder, { recursive: true }));
const analysisServer = builtFilesIn(join(import.meta.dirname, '../../dist')).analysis.thread.server;

function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

async function checked(program: string, files: string[], limits: CheckRequest['limits'] = {}): Promise<CheckedFile[]> {
  const found: CheckedFile[] = [];
  await checkFiles({ program, files, scope: 'all', limits }, (file) => found.push(file));
  return found;
}

const finding = 'export function f(done: () => void) { done(); }';
const deep = 1000;
const nested: Record<string, string> = {
  additions: `export const f = (x: number) => ${Array.from({ length: 5000 }, (_, i) => `'${i}'`).join(' + ')} + x;`,
  arrays: `export const f = () => ${'['.repeat(deep)}1${']'.repeat(deep)};`,
  parentheses: `export const f = (x: number) => ${'('.repeat(deep)}x${')'.repeat(deep)};`,
  conditions: `export const f = (x: number) => ${'x > 1 ? 1 : '.repeat(deep)}2;`,
  branches: `export function f(x: number) { ${'if (x === 1) return 1; else '.repeat(deep)}return 2; }`,
  blocks: `export function f() { ${'{'.repeat(deep)}${'}'.repeat(deep)} }`,
  calls: `declare const a: any; export const f = () => a${'.b(1)'.repeat(deep)};`,
  elements: `export const f = (x: any) => x${'[0]'.repeat(deep)};`,
};

describe('a check in a thread', () => {
  it('reads code that is nested deeply', async () => {
    const files = Object.entries(nested).map(([name, text]) =>
      write(`${name}.ts`, `${text}\n${finding.replace('f(', 'g(')}`),
    );
    const results = await checked(analysisServer, files);
    expect(results.map(({ error, syntaxError }) => error ?? syntaxError)).toEqual(files.map(() => null));
    for (const { findings } of results) expect(findings.map(({ code }) => code)).toContain('argument-not-cloneable');
  });

  /** Dies or hangs where the file's name says so. */
  const failing = `
    const { parentPort } = require('node:worker_threads');
    parentPort.on('message', ({ id, files }) => {
      for (const file of files) {
        parentPort.postMessage({ type: 'checkingFile', id, file });
        if (file.includes('hangs')) for (;;);
        parentPort.postMessage({ type: 'programOpened', id });
        if (file.includes('never ends')) for (;;);
        if (file.includes('fills')) for (const kept = []; ; ) kept.push(new Array(1e7).fill(0.5).map(String));
        if (file.includes('exits')) process.exit(3);
        parentPort.postMessage({ type: 'checkedFile', id, checked: { file, findings: [], syntaxError: null, error: null } });
      }
      parentPort.postMessage({ type: 'checkFiles', id });
    });`;

  it('goes on after a file that hangs, exits or needs too much memory', async () => {
    const program = write('failing.cjs', failing);
    const files = ['a', 'hangs', 'b', 'exits', 'c', 'fills', 'd', 'never ends', 'e'];
    const results = await checked(program, files, { stallMs: 2_000, fileMs: 1_500 });
    expect(results.map(({ file, error }) => [file, error?.message ?? null])).toEqual([
      ['a', null],
      ['hangs', 'The analysis took longer than 2 s.'],
      ['b', null],
      ['exits', 'The analysis ended unexpectedly (exit code 3).'],
      ['c', null],
      ['fills', expect.stringMatching(/memory|took longer/) as string],
      ['d', null],
      // Once its program is read, a file has less time.
      ['never ends', 'The analysis took longer than 1.5 s.'],
      ['e', null],
    ]);
  });

  it('gives up on a project in which no file can be checked', async () => {
    const program = write('failing-always.cjs', failing);
    const results = await checked(program, ['exits 1', 'exits 2', 'exits 3', 'exits 4']);
    expect(results.map(({ error }) => error !== null)).toEqual([true, true, true, true]);
  });
});
