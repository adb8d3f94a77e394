import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { childExecArgv, processEnvironment } from '../../src/multiprocessing/inherited-flags.ts';

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'flags-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const write = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const preload = write('preload.mjs', 'globalThis.preloaded = true;');
const required = write('required.cjs', 'globalThis.required = true;');
const variables = write('variables.env', 'FROM_FILE=yes');
const program = join(import.meta.dirname, 'fixtures/flags-program.ts');
const code = `import { useWorkers } from ${JSON.stringify(pathToFileURL(program).href)}; await useWorkers();`;

const started: { name: string; flags: string[]; options?: string }[] = [
  { name: 'none', flags: [program] },
  { name: 'a pattern of the test runner', flags: ['--test-name-pattern', 'pool', program] },
  { name: 'a port of the debugger', flags: ['--inspect-port', '0', program] },
  { name: 'a port of the debugger after =', flags: ['--inspect-port=0', '--title=x', program] },
  { name: 'a title', flags: ['--title', 'two words', program] },
  { name: 'conditions', flags: ['-C', 'special', '--conditions', 'other', program] },
  { name: 'preloads', flags: ['--import', pathToFileURL(preload).href, '-r', required, program] },
  { name: 'variables from a file', flags: ['--env-file', variables, program] },
  { name: 'code', flags: ['--input-type', 'module', '-e', code] },
  { name: 'code and a title', flags: ['--title', 'x', '--input-type=module', '--no-warnings', '--eval', code] },
  { name: 'flags in NODE_OPTIONS', flags: [program], options: '--inspect-port 0 --title "two words" --no-warnings' },
  { name: 'a type of input in NODE_OPTIONS', flags: ['-e', code], options: '--input-type module' },
];

describe('a program that was started with', () => {
  test.each(started)('$name has workers of every kind', async ({ flags, options = '' }) => {
    const env = { ...process.env, NODE_OPTIONS: options };
    const { stdout } = await run(process.execPath, flags, { env });
    expect(JSON.parse(stdout)).toEqual([[4, 9], 0, [4, 9], 0]);
  });
});

const kept: [given: string, left: string][] = [
  ['--test --test-name-pattern pool --title x', '--title x'],
  ['--inspect --inspect-port 0 -C special', '-C special'],
  ['--inspect-brk=0 --stack-trace-limit=50', '--stack-trace-limit=50'],
  ['-r a.cjs --input-type module --import b.mjs -e code --env-file .env', '-r a.cjs --import b.mjs --env-file .env'],
  ['--watch --watch-path src --watch-preserve-output --no-warnings', '--no-warnings'],
  ['--cpu-prof --cpu-prof-name one.cpuprofile --cpu-prof-dir out', '--cpu-prof --cpu-prof-dir out'],
  ['--input_type module --print-bytecode --max_old_space_size=100', '--print-bytecode --max_old_space_size=100'],
  ['-p code --expose-gc', '--expose-gc'],
];

describe('flags that a worker must not inherit are removed with their values', () => {
  test.each(kept)('%s', (given, left) => {
    const link = { program: { url: new URL('file:///worker.mjs'), argv: [] }, env: undefined };
    const flags = childExecArgv({ ...link, execArgv: given.split(' '), resourceLimits: undefined });
    expect(flags.join(' ')).toBe(left);
    expect(processEnvironment({ NODE_OPTIONS: given })).toEqual({ NODE_OPTIONS: left });
  });

  test('quoted values in NODE_OPTIONS stay whole', () => {
    const options = '--title "two \\"words\\" here" --inspect-port 0 --import "./a b.mjs"';
    expect(processEnvironment({ NODE_OPTIONS: options })?.['NODE_OPTIONS']).toBe(
      '--title "two \\"words\\" here" --import "./a b.mjs"',
    );
  });

  test('an environment without such flags is unchanged', () => {
    const given = { NODE_OPTIONS: '--no-warnings' };
    expect(processEnvironment(given)).toBe(given);
    expect(processEnvironment({ OTHER: '1' })).toEqual({ OTHER: '1' });
  });
});
