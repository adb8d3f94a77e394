import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { runCommand } from './run-command.ts';

const root = mkdtempSync(join(tmpdir(), 'run-inputs-'));
const file = join(root, 'src/power.ts');
const team = join(root, '.vscode/parallel-profiler.json');
const quick = ['--budget', '0.3', '--workers', '1', '--strategies', 'serial', '--format', 'json'];

beforeAll(() => {
  mkdirSync(join(root, 'src'));
  mkdirSync(join(root, '.vscode'));
  writeFileSync(join(root, 'package.json'), '{ "type": "module" }');
  writeFileSync(
    file,
    `export function power(base: number, exponent: number): number {\n  return base ** exponent;\n}\npower(2, 3);\n`,
  );
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

async function inputsOf(...options: string[]): Promise<Report['inputs']> {
  const { code, stdout, stderr } = await runCommand(['run', `${file}#power`, ...quick, ...options]);
  expect(stderr).not.toContain('Could not');
  expect(code).toBe(0);
  return inputsIn(stdout);
}

function inputsIn(stdout: string): Report['inputs'] {
  return (JSON.parse(stdout) as Report).inputs;
}

describe('the inputs of a run', () => {
  it('are generated in the requested number, the same for the same seed', async () => {
    const first = await inputsOf('--inputs-generated', '8', '--seed', '3');
    expect(first).toMatchObject({ source: 'generated', count: 8, spread: true, generated: { count: 8, seed: 3 } });
    const size = String(first.generated?.size);
    const again = await inputsOf('--inputs-generated', '8', '--seed', '3', '--inputs-size', size);
    expect(again.expression).toBe(first.expression);
  });

  it('come from the team file unless a flag is given, as does the limit of the speedup', async () => {
    const profile = { inputs: '[[2, 2], [3, 2], [4, 2]]', count: 5, minSpeedup: 500 };
    writeFileSync(team, JSON.stringify({ profiles: { 'src/power.ts#power': profile } }));
    const { code, stdout, stderr } = await runCommand(['run', `${file}#power`, ...quick]);
    expect(inputsIn(stdout)).toMatchObject({ source: 'team-file', count: 5, asked: 5 });
    expect(stderr).toMatch(/Expected a speedup of at least 500x \(minSpeedup of the team file\), found \S+x\./);
    expect(code).toBe(1);
    writeFileSync(team, JSON.stringify({ profiles: { 'src/power.ts#power': { ...profile, minSpeedup: undefined } } }));
    expect(await inputsOf('--inputs', '[[1, 1]]', '--inputs-count', '2')).toMatchObject({
      source: 'argument',
      count: 2,
    });
  });

  it('from an invalid team file: names the file, the position, what was expected and found', async () => {
    writeFileSync(team, '{\n  "profiles": {\n    "src/power.ts#power": { "worker": [1] }\n  }\n}\n');
    const { code, stderr } = await runCommand(['run', `${file}#power`, ...quick]);
    expect(code).toBe(2);
    expect(stderr).toContain(`${team}, line 3, column 29: expected inputs, inputsFile, generated,`);
    expect(stderr).toContain('found "worker".');
    rmSync(team);
  });

  it('with too few arguments are rejected with a correct example', async () => {
    const { code, stderr } = await runCommand([
      'run',
      `${file}#power`,
      ...quick,
      '--inputs',
      '[1, 2]',
      '--format',
      'text',
    ]);
    expect(code).toBe(2);
    expect(stderr).toContain(
      'expected 2 arguments (base, exponent) for each call of power, found 1 argument in item 0: 1.',
    );
    expect(stderr).toContain('[[1, exponent], …]');
  });
});
