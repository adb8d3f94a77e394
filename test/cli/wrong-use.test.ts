import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { isRunning } from '../is-running.ts';
import { descendantsOf, runCommand, runInProcess } from './run-command.ts';

const fixtures = 'test/cli/fixtures/wrong-use';
const demo = 'test/workspace/src';
/** Enough to see what happens, and quick. */
const quick = ['--budget', '0.3', '--workers', '1', '--strategies', 'serial,threads'];

/** Expects the program to refuse, and its message to hold all of `parts`. */
async function expectRefusal(args: readonly string[], parts: readonly (string | RegExp)[]): Promise<void> {
  const { code, stdout, stderr } = await runInProcess(args);
  for (const part of parts) {
    if (typeof part === 'string') expect(stderr).toContain(part);
    else expect(stderr).toMatch(part);
  }
  // A mistake in the use is no crash of the program: none of its own files appears in the message.
  expect(stderr).not.toMatch(/dist[/\\]|src[/\\](cli|engine|profile)[/\\]/);
  expect(stdout).toBe('');
  expect(code).toBe(2);
}

describe('a function', () => {
  it('that does not exist: lists those that do', () =>
    expectRefusal(['run', `${demo}/square.ts#cube`], ['cube', 'square.ts', /\bsquare\b/]));

  it('with the wrong case: suggests the right name', () =>
    expectRefusal(['run', `${demo}/monte-carlo.ts#estimatepi`], ['estimatepi', 'Did you mean estimatePi?']));

  it('that cannot be profiled: says why and what to do', () =>
    expectRefusal(
      ['run', `${fixtures}/not-profilable.ts#Sum.add`],
      ['Sum.prototype.add', 'instance method', 'make it static'],
    ));

  it('in a file without functions: reports that', () =>
    expectRefusal(['run', `${fixtures}/no-functions.ts#half`], ['half', 'no function']));

  it('that is missing in the argument: shows the form', () =>
    expectRefusal(['run', `${demo}/square.ts`], ['<file>#<function>', 'square']));

  it('and a file that are both missing: shows the form', () => expectRefusal(['run'], ['<file>#<function>']));
});

describe('a file', () => {
  it.each([
    ['run', [`${demo}/not-there.ts#square`]],
    ['list', [`${demo}/not-there.ts`]],
  ])('that does not exist: %s says where it looked', (command, args) =>
    expectRefusal([command, ...args], ['not-there.ts', /no such file|not found|does not exist/i]),
  );

  it('that is a folder is rejected', () => expectRefusal(['run', `${demo}#square`], [demo, /folder|directory/]));

  it('in another language: lists the supported ones', () =>
    expectRefusal(['run', `${fixtures}/half.py#half`], ['half.py', '.ts', '.js']));

  it.each([
    ['run', [`${fixtures}/does-not-parse.ts#half`, '--inputs', '[1, 2]']],
    ['list', [`${fixtures}/does-not-parse.ts`]],
  ])('that does not parse: %s locates the error', (command, args) =>
    expectRefusal(
      [command, ...args],
      [/does-not-parse\.ts(:2:19\b|.*line 2, column 19)/, 'Unterminated regular expression'],
    ),
  );
});

describe('a module', () => {
  it('that throws while loading: shows the error with the line of the TypeScript file', () =>
    expectRefusal(
      ['run', `${fixtures}/throws-while-loading.ts#half`, ...quick],
      ['SETTINGS is not set', /throws-while-loading\.ts:6:\d+/, /load/],
    ));

  it('that throws while loading, as JSON: is a failed report', async () => {
    const { code, stdout } = await runCommand([
      ...['run', `${fixtures}/throws-while-loading.ts#half`, '--format', 'json'],
      ...quick,
    ]);
    const report = JSON.parse(stdout) as Report;
    expect(report.outcome).toMatchObject({ status: 'failed', stage: 'load', partial: false });
    expect(report.strategies).toEqual([]);
    expect(code).toBe(2);
  });

  it('that imports a missing file: names both files', () =>
    expectRefusal(
      ['run', `${fixtures}/imports-nothing-there.ts#half`, ...quick],
      ['imports-nothing-there.ts', './not-there.ts'],
    ));
});

describe('inputs', () => {
  it('that are missing: shows how to provide them', () =>
    expectRefusal(
      ['run', `${fixtures}/no-inputs.ts#half`, ...quick],
      ['half', '--inputs', '--inputs-file', '@inputs'],
    ));

  it.each([
    ['42', 'number'],
    ['({ a: 1 })', 'object'],
    ['undefined', 'undefined'],
    ["'text'", 'string'],
  ])('that are not an array but %s: says what was found', (expression, found) =>
    expectRefusal(
      ['run', `${demo}/square.ts#square`, '--inputs', expression, ...quick],
      ['array', new RegExp(found), expression],
    ),
  );

  it('that are an empty array: says that there is nothing to run', () =>
    expectRefusal(['run', `${demo}/square.ts#square`, '--inputs', '[]', ...quick], ['[]', /empty|at least one/]));

  it('whose expression does not parse: shows it', () =>
    expectRefusal(['run', `${demo}/square.ts#square`, '--inputs', '[1, 2', ...quick], ['[1, 2', /expect|unexpected/i]));

  it('whose expression throws: shows it and the error', () =>
    expectRefusal(
      ['run', `${demo}/square.ts#square`, '--inputs', '[1, nowhere]', ...quick],
      ['[1, nowhere]', 'nowhere is not defined'],
    ));

  it.each([
    ['not-there.json', /no such file|not found|does not exist|ENOENT/i],
    ['broken.json', /JSON/],
    ['object.json', /array/],
    ['empty.json', /empty|at least one/],
  ])('from %s: says what is wrong', (name, problem) =>
    expectRefusal(
      ['run', `${demo}/square.ts#square`, '--inputs-file', `${fixtures}/${name}`, ...quick],
      [name, problem],
    ),
  );

  it('from two sources at once: asks for one', () =>
    expectRefusal(
      ['run', `${demo}/square.ts#square`, '--inputs', '[1]', '--inputs-file', `${fixtures}/empty.json`],
      ['--inputs', '--inputs-file'],
    ));
});

describe('a failing function', () => {
  const runJson = async (name: string): Promise<Report> => {
    const { code, stdout, stderr } = await runCommand(['run', name, '--format', 'json', ...quick]);
    expect(stdout, stderr).not.toBe('');
    expect(code).toBe(0);
    return JSON.parse(stdout) as Report;
  };

  it('that throws for one input: names the input and the line, and counts the others', async () => {
    const report = await runJson(`${demo}/throws-for-one-input.ts#parsePort`);
    expect(report.outcome).toEqual({ status: 'completed' });
    expect(report.inputs.count).toBe(5);
    expect(report.strategies.map(({ name }) => name)).toEqual(['serial', 'threads']);
    for (const { failures, rounds } of report.strategies) {
      expect(rounds.length).toBeGreaterThan(0);
      expect(failures).toHaveLength(1);
      expect(failures[0]).toMatchObject({
        item: 2,
        input: expect.stringContaining('http') as string,
        error: { name: 'RangeError', message: 'Expected a port from 1 to 65535, found "http".' },
      });
      expect(failures[0]?.error.stack).toMatch(/throws-for-one-input\.ts:10:\d+/);
    }
    const finding = report.findings.find(({ code }) => code === 'items-failed');
    expect(finding?.args).toMatchObject({ failed: 1, count: 5, item: 2 });
    expect(finding?.message).toContain('found "http"');
  });

  it('that throws for one input: is reported in the text too', async () => {
    const { code, stdout } = await runCommand(['run', `${demo}/throws-for-one-input.ts#parsePort`, ...quick]);
    const text = stdout.replace(/\s+/g, ' ');
    expect(text).toContain(`first for item 2 ('http'): Expected a port from 1 to 65535, found "http".`);
    expect(text).toMatch(/thrown here: \S*throws-for-one-input\.ts:10:11/);
    expect(code).toBe(0);
  });

  it('that throws for every input: has nothing to measure', () =>
    expectRefusal(
      ['run', `${fixtures}/always-throws.ts#refuse`, ...quick],
      ['refuse', 'no a today', /always-throws\.ts:3:\d+/],
    ));

  it('that exits its process: names the item and the exit code', async () => {
    await expectRefusal(
      ['run', `${demo}/exits-the-process.ts#doubleOrExit`, ...quick],
      ['doubleOrExit', 'exit code 3', 'item 2', 'process.exit'],
    );
  });
});

describe('the --node option', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'wrong-use-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('with a missing program: says what was expected', () =>
    expectRefusal(
      ['run', `${demo}/square.ts#square`, '--node', '/nowhere/node', ...quick],
      ['--node', '/nowhere/node', 'Node.js 20.12+ or 22+'],
    ));

  it.skipIf(process.platform === 'win32')('with an old version: says which was found', async () => {
    const path = join(folder, 'node');
    writeFileSync(path, '#!/bin/sh\necho v18.19.0\n');
    chmodSync(path, 0o755);
    await expectRefusal(
      ['run', `${demo}/square.ts#square`, '--node', path, ...quick],
      ['--node', 'v18.19.0', 'Node.js 20.12+ or 22+'],
    );
  });
});

describe('an option', () => {
  it.each([
    [
      ['--wrokers', '2'],
      ['--wrokers', '--workers'],
    ],
    [
      ['--workers', '0'],
      ['--workers', '0'],
    ],
    [
      ['--workers', 'two'],
      ['--workers', 'two', 'auto'],
    ],
    [
      ['--workers', '1.5'],
      ['--workers', '1.5'],
    ],
    [['--workers'], ['--workers']],
    [
      ['--strategies', 'gpu'],
      ['--strategies', 'gpu', 'serial', 'async', 'threads', 'processes'],
    ],
    [
      ['--chunk-size', '0'],
      ['--chunk-size', '0', 'auto'],
    ],
    [
      ['--budget', '-1'],
      ['--budget', '-1'],
    ],
    [
      ['--budget', 'long'],
      ['--budget', 'long'],
    ],
    [
      ['--target-cores', '0'],
      ['--target-cores', '0'],
    ],
    [
      ['--format', 'pdf'],
      ['--format', 'pdf', 'text', 'json', 'markdown', 'html', 'csv', 'trace'],
    ],
    [
      ['--min-speedup', 'fast'],
      ['--min-speedup', 'fast'],
    ],
    [['--out', '/nowhere/at/all/report.txt'], ['/nowhere/at/all']],
    [['and/another.ts#one'], ['and/another.ts#one']],
  ])('is rejected with the valid choices: %j', (args, parts) =>
    expectRefusal(['run', `${demo}/square.ts#square`, ...args], parts),
  );

  it.each([
    ['list', ['--format', 'html'], ['--format', 'html', 'text', 'json']],
    ['check', ['--max-warnings', 'few'], ['--max-warnings', 'few']],
    ['check', ['--format', 'pdf'], ['--format', 'pdf', 'sarif', 'github']],
  ])('of %s is rejected with the valid choices: %j', (command, args, parts) =>
    expectRefusal([command, `${demo}/square.ts`, ...args], parts),
  );
});

describe('the command', () => {
  it('that does not exist: lists the existing ones', () =>
    expectRefusal(['profile'], ['profile', 'run', 'list', 'check']));

  it('that is missing: lists the existing ones', () => expectRefusal([], ['run', 'list', 'check']));

  it.each(['--help', '-h'])('%s is valid', async (flag) => {
    const { code, stdout, stderr } = await runCommand([flag]);
    expect(stdout).toMatch(/run <file>#<function>[\s\S]*check[\s\S]*list/);
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });
});

describe.skipIf(process.platform === 'win32')('interrupting', () => {
  it('a function that never returns kills it and everything it started', { timeout: 40_000 }, async () => {
    let started: number[] = [];
    let interruptedAt = Infinity;
    const interrupt = async (pid: number): Promise<void> => {
      // The engine and a process that holds the function, and time to get into the loop. The processes that prepare the run end early.
      while (isRunning(pid) && started.length < 2) {
        await setTimeout(100);
        if (descendantsOf(pid).length < 2) continue;
        await setTimeout(1500);
        started = descendantsOf(pid);
      }
      interruptedAt = performance.now();
      process.kill(pid, 'SIGINT');
    };
    let interrupted: Promise<void> | undefined;
    const { code } = await runCommand(['run', `${demo}/never-returns.ts#neverReturns`, ...quick], (pid) => {
      interrupted = interrupt(pid);
    });
    await interrupted;
    expect(performance.now() - interruptedAt).toBeLessThan(10_000);
    expect(code).toBe(130);
    expect(started.length).toBeGreaterThanOrEqual(2);
    await expect.poll(() => started.filter(isRunning), { timeout: 10_000 }).toEqual([]);
  });
});
