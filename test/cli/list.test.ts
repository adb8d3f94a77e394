import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from './run-command.ts';

const fixture = 'test/cli/fixtures/check/functions.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'list-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('list', () => {
  it('prints the functions with their signatures, and the reason for those that cannot be profiled', async () => {
    const { code, stdout, stderr } = await runCommand(['list', fixture]);
    expect(stdout).toBe(
      [
        `${fixture}: parallel-profiler run ${fixture}#double`,
        '',
        '   2:17  double(value: number, times?: number)',
        '   6:14  load(path: string) async',
        '  11:10  Matrix.identity(size: number)',
        '',
        '  Not profilable:',
        '  15:3   Matrix.prototype.scale: an instance method needs its object, and objects lose their class on the way to a worker: make it static, or a function that takes the data it needs',
        '',
      ]
        .join('\n')
        .replace('15:3 ', ' 15:3'),
    );
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });

  it('prints only the reasons where nothing can be profiled', async () => {
    const file = join(folder, 'matrix.ts');
    writeFileSync(file, 'export function size(this: number[][]): number {\n  return this.length;\n}\n');
    const { stdout } = await runCommand(['list', file]);
    expect(stdout.split('\n').slice(0, 4)).toEqual([
      `${file} has no function that can be profiled.`,
      '',
      '  Not profilable:',
      expect.stringMatching(/^ {2}1:17 {2}size: its this parameter needs an object/) as string,
    ]);
  });

  it.runIf('enableCompileCache' in nodeModule)('keeps compiled code for the next start', async () => {
    const env = { XDG_CACHE_HOME: folder, LOCALAPPDATA: folder, HOME: folder, NODE_COMPILE_CACHE: undefined };
    await runCommand(['list', fixture], undefined, { env });
    const kept = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.includes('compiled'));
    expect(kept.length).toBeGreaterThan(2);
  });

  it('prints JSON for programs', async () => {
    const { code, stdout } = await runCommand(['list', fixture, '--format', 'json']);
    expect(JSON.parse(stdout)).toEqual([
      {
        name: 'double',
        line: 2,
        column: 17,
        kind: 'function',
        exported: true,
        async: false,
        parameters: [
          { name: 'value', type: 'number', optional: false, rest: false },
          { name: 'times', type: 'number', optional: true, rest: false },
        ],
        profilable: true,
      },
      expect.objectContaining({ name: 'load', kind: 'arrow', async: true, profilable: true }),
      expect.objectContaining({ name: 'Matrix.identity', kind: 'static-method', exported: true }),
      expect.objectContaining({
        name: 'Matrix.prototype.scale',
        kind: 'method',
        profilable: false,
        reason: expect.stringContaining('instance method') as string,
      }),
    ]);
    expect(code).toBe(0);
  });

  it('lists the functions of code that nests deeply', async () => {
    const file = join(folder, 'deep.ts');
    writeFileSync(file, `export const f = (x: number) => ${'x > 1 ? 1 : '.repeat(3000)}2;\n`);
    const { code, stdout, stderr } = await runCommand(['list', file]);
    expect(stderr).toBe('');
    expect(stdout).toContain('f(x: number)');
    expect(code).toBe(0);
  });

  it('says that code nests too deeply to be read', async () => {
    const file = join(folder, 'deepest.ts');
    writeFileSync(file, `export const f = (x: number) => ${'('.repeat(300_000)}x${')'.repeat(300_000)};\n`);
    const { code, stderr } = await runCommand(['list', file]);
    expect(stderr).toContain('The code nests more deeply than the TypeScript compiler can follow. Split');
    expect(code).toBe(2);
    const run = await runCommand(['run', `${file}#f`, '--inputs', '[1]']);
    expect(run.stderr).toMatch(
      /^parallel-profiler: Expected a file that can be read, found .*The code nests more deeply/,
    );
    expect(run.code).toBe(2);
  });

  it('writes to a file', async () => {
    const out = join(folder, 'list.json');
    const { code, stdout } = await runCommand(['list', fixture, '--format', 'json', '--out', out]);
    expect(stdout).toBe('');
    expect(JSON.parse(readFileSync(out, 'utf8'))).toHaveLength(4);
    expect(code).toBe(0);
  });

  it('reports a file without functions', async () => {
    const { code, stdout } = await runCommand(['list', 'test/cli/fixtures/wrong-use/no-functions.ts']);
    expect(stdout).toBe('test/cli/fixtures/wrong-use/no-functions.ts has no functions.\n');
    expect(code).toBe(0);
  });

  it('prints its help', async () => {
    const { code, stdout } = await runCommand(['list', '--help']);
    expect(stdout).toMatch(/^Usage: parallel-profiler list <file>/);
    expect(code).toBe(0);
  });
});
