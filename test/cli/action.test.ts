import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { CommitRepository, workSource } from './commit-repository.ts';

interface Step {
  name: string;
  if?: string;
  run: string;
  env: Record<string, string>;
}

const root = join(import.meta.dirname, '../..');
const action = parse(readFileSync(join(root, 'action.yml'), 'utf8')) as {
  inputs: Record<string, { default: string }>;
  runs: { using: string; steps: Step[] };
};
const [compare, comment, limits] = action.runs.steps;
const repository = new CommitRepository();
const temporary = mkdtempSync(join(tmpdir(), 'runner-'));
const summary = join(temporary, 'summary.md');
const output = join(temporary, 'output.txt');

beforeAll(() => {
  const profiles = { 'src/work.ts#work': { inputs: 'range(4)', budgetSeconds: 40, maxSlowdown: 50 } };
  repository.commit('Add work', {
    'src/work.ts': workSource(1),
    '.vscode/parallel-profiler.json': JSON.stringify({ profiles }),
  });
  repository.git('tag', 'first');
  repository.commit('Work harder', { 'src/work.ts': workSource(10, 'x >= 0 ? seed : x') });
});
afterAll(() => rmSync(temporary, { recursive: true }));

/** Runs a step as the runner does: `bash` with the step's variables, expressions replaced. */
function runStep(step: Step | undefined, values: Record<string, string>): number | null {
  if (!step) throw new Error('The action has no such step.');
  const env = Object.fromEntries(
    Object.entries(step.env).map(([name, text]) => {
      const expression = /^\$\{\{ (.*) \}\}$/.exec(text)?.[1] ?? '';
      return [name, values[expression] ?? ''];
    }),
  );
  const files = { RUNNER_TEMP: temporary, GITHUB_STEP_SUMMARY: summary, GITHUB_OUTPUT: output };
  return spawnSync('bash', ['--noprofile', '--norc', '-e', '-o', 'pipefail', '-c', step.run], {
    cwd: repository.folder,
    env: { ...process.env, ...files, ...env },
  }).status;
}

function compareWith(base: string, head: string, budget = ''): Record<string, string> {
  for (const file of [summary, output]) rmSync(file, { force: true });
  const values = {
    'inputs.command': `${process.execPath} ${join(root, 'dist/cli.mjs')}`,
    'inputs.base': base,
    'inputs.head': head,
    'inputs.budget': budget,
    'inputs.max-slowdown': '',
  };
  expect(runStep(compare, values)).toBe(0);
  return Object.fromEntries(
    readFileSync(output, 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split('=') as [string, string]),
  );
}

describe.skipIf(process.platform === 'win32')('the GitHub Action', () => {
  it('is composite, and comments only on a pull request with a change', () => {
    expect(action.runs.using).toBe('composite');
    for (const condition of ["inputs.comment == 'true'", "outputs.changed == 'true'", 'github.event.pull_request'])
      expect(comment?.if).toContain(condition);
  });

  it('summarizes a slower function, reports the change and fails on the limit of the team', () => {
    const outputs = compareWith('first', 'HEAD');
    expect(outputs).toMatchObject({ changed: 'true', code: '1' });
    expect(readFileSync(summary, 'utf8')).toMatch(/^\*\*1 of 1 function changed\.\*\*\n[\s\S]*# work: base and head/);
    expect(runStep(limits, { 'steps.compare.outputs.code': outputs['code'] ?? '' })).toBe(1);
  });

  it('passes without a change', () => {
    const outputs = compareWith('first', 'first', '2');
    expect(outputs).toMatchObject({ changed: 'false', code: '0' });
    expect(runStep(limits, { 'steps.compare.outputs.code': outputs['code'] ?? '' })).toBe(0);
  });

  it('explains in the summary why nothing was compared, and fails', () => {
    const outputs = compareWith('no-such-commit', 'HEAD');
    expect(outputs).toMatchObject({ changed: 'false', code: '2' });
    expect(readFileSync(summary, 'utf8')).toMatch(/^\*\*Not compared\.\*\*\n[\s\S]*no-such-commit/);
  });
});
