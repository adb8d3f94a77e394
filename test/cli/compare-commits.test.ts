import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { CommitComparison } from '../../src/model/commit-comparison.ts';
import { CommitRepository, workSource } from './commit-repository.ts';
import { type CommandResult, runCommand } from './run-command.ts';

const repository = new CommitRepository();
const { folder } = repository;
const temporary = mkdtempSync(join(tmpdir(), 'checkouts-'));
const target = join(folder, 'src/work.ts#work');

const compare = async (args: readonly string[], onStart?: (pid: number) => void): Promise<CommandResult> =>
  await runCommand(['compare', '--budget', '2', ...args], onStart, { env: { TMPDIR: temporary } });

const measure = async (base: string, head: string, ...args: string[]): Promise<CommitComparison> => {
  const { stdout, stderr, code } = await compare(['--commits', base, head, target, '--format', 'json', ...args]);
  expect([stderr, code]).toEqual(['', 0]);
  return JSON.parse(stdout) as CommitComparison;
};

const expectNothingLeft = (): void => {
  expect(readdirSync(temporary).filter((name) => name.startsWith('parallel-profiler-'))).toEqual([]);
  expect(repository.git('worktree', 'list').trim().split('\n')).toHaveLength(1);
};

beforeAll(() => {
  for (const [tag, subject, files] of [
    ['empty', 'Begin', {}],
    ['first', 'Add work', { 'src/work.ts': workSource(1) }],
    ['same', 'Add a comment', { 'src/work.ts': `${workSource(1)}// Nothing new.\n` }],
    ['slow', 'Work harder', { 'src/work.ts': workSource(10, 'x >= 0 ? seed : x') }],
    ['result', 'Return one more', { 'src/work.ts': workSource(1, 'x + (seed === 2 ? 1 : 0)') }],
    ['chance', 'Return by chance', { 'src/work.ts': workSource(1, 'x + Math.random()') }],
    ['gone', 'Rename work', { 'src/work.ts': workSource(1).replace('function work', 'function labour') }],
    ['broken', 'Break it', { 'src/work.ts': workSource(1).replace('let x', 'let x let') }],
    ['needs', 'Use a package', { 'src/work.ts': `import { no } from 'not-installed';\nno();\n${workSource(1)}` }],
    ['throws', 'Throw', { 'src/work.ts': workSource(1).replace('let x', "throw new Error('no luck'); let x") }],
    ['last', 'Back to work', { 'src/work.ts': workSource(1), 'package.json': '{ "type": "module", "private": true }' }],
  ] as const) {
    repository.commit(subject, files);
    repository.git('tag', tag);
  }
});

describe('compare --commits', () => {
  it('measures identical code on the same inputs and leaves the repository unchanged', async () => {
    const trace = join(temporary, 'hook-ran');
    for (const hook of ['post-checkout', 'post-index-change', 'reference-transaction']) repository.hook(hook, trace);
    const before = readFileSync(join(folder, '.git/index'));
    const comparison = await measure('first', 'same');
    expect(comparison).toMatchObject({
      version: 1,
      target: { file: 'src/work.ts', name: 'work' },
      base: { id: repository.git('rev-parse', 'first').trim(), subject: 'Add work', isWorktree: false },
      head: { id: repository.git('rev-parse', 'same').trim(), subject: 'Add a comment', isWorktree: false },
      inputs: { count: 4, source: 'tag', expression: 'range(4)' },
      results: { equal: true, differing: 0, deterministic: null, failedItems: { base: 0, head: 0 } },
      warnings: [],
    });
    const { replicas } = comparison;
    expect(replicas.map(({ first }) => first)).toEqual(replicas.map((_, index) => (index % 2 === 0 ? 'base' : 'head')));
    for (const { baseMs, headMs } of replicas) expect(baseMs).toHaveLength(headMs.length);
    expect(existsSync(trace)).toBe(false);
    expect(readFileSync(join(folder, '.git/index')).equals(before)).toBe(true);
    expectNothingLeft();
  });

  it('reports a function that takes ten times as long as slower, and exits with 1 over the limit', async () => {
    const limits = ['--commits', 'first', 'slow', target, '--budget', '40', '--max-slowdown', '100%'];
    const { stdout, stderr, code } = await compare(limits);
    expect(stdout).toMatch(/^work takes [\d,]+% more time at head \(95% CI \+[\d,]+% to \+[\d,]+%\)\./);
    expect(stdout).toMatch(/head {2}[0-9a-f]{7} "Work harder"/);
    expect(stdout).toContain('Only the serial run is compared.');
    expect(stderr).toMatch(/^work: [\d,]+% slower, at most 100% allowed \(--max-slowdown\)\.$/m);
    expect(code).toBe(1);
  });

  it('reports where the results differ', async () => {
    const { results } = await measure('first', 'result');
    expect(results).toMatchObject({ equal: false, differing: 1, first: { item: 2 }, deterministic: true });
    const { stdout } = await compare(['--commits', 'first', 'result', target, '--format', 'markdown']);
    expect(stdout).toMatch(/^# work: base and head\n/);
    expect(stdout).toMatch(/Results differ for 1 of 4 items\. First at item 2: \d+ at base, \d+ at head\./);
  });

  it('reports results that differ randomly', async () => {
    expect((await measure('chance', 'first')).results).toMatchObject({ equal: false, deterministic: false });
  });

  it('uses the same items for both if the expression yields others every time', async () => {
    const { results } = await measure('first', 'same', '--inputs', '[Math.random(), Math.random()]');
    expect(results.equal).toBe(true);
  });

  it('measures the working tree on request, and reports if its changes were left out', async () => {
    repository.write({ 'src/work.ts': workSource(1, '-1') });
    try {
      const committed = await measure('first', 'HEAD');
      expect(committed.results.equal).toBe(true);
      expect(committed.warnings[0]).toMatch(/uncommitted changes, which were not measured/);
      expect(committed.warnings[1]).toMatch(/^package\.json differs between the commits/);
      const { head, results } = await measure('first', 'worktree');
      expect(head).toMatchObject({ subject: 'Back to work', isWorktree: true });
      expect(results).toMatchObject({ equal: false, differing: 4 });
    } finally {
      repository.git('checkout', '--quiet', '--', '.');
    }
    expectNothingLeft();
  });

  it('removes the checkouts when it is interrupted', async () => {
    const { code, stderr } = await compare(['--commits', 'first', 'same', target, '--budget', '60'], (pid) => {
      const poll = setInterval(() => {
        const isReady = readdirSync(temporary).some((name) => existsSync(join(temporary, name, 'head')));
        if (!isReady) return;
        clearInterval(poll);
        process.kill(pid, 'SIGINT');
        // Impatience leaves nothing behind either.
        process.kill(pid, 'SIGINT');
      }, 20);
    });
    expect([code, stderr]).toEqual([130, expect.stringContaining('Interrupted before there was an answer.')]);
    expectNothingLeft();
  });

  it.each<[string, string[], RegExp]>([
    [
      'no repository',
      ['first', 'same', join(tmpdir(), 'x.ts#f')],
      /Expected a file in a git repository, found that .* is in none/,
    ],
    ['an unknown commit', ['first', 'nowhere', target], /Expected a commit, found "nowhere", which .*git log/],
    ['a commit that looks like an option', ['first', 'a --all', target], /Expected a commit, found "a --all"/],
    [
      'no such file at the base',
      ['empty', 'first', target],
      /src\/work\.ts at both commits.*at the base, [0-9a-f]{7} "Begin"/,
    ],
    [
      'no such function at the head',
      ['first', 'gone', target],
      /At the head, [0-9a-f]{7} "Rename work": src\/work\.ts: .*work/,
    ],
    [
      'a syntax error at the head',
      ['first', 'broken', target],
      /At the head, [0-9a-f]{7} "Break it": src\/work\.ts does not parse/,
    ],
    [
      'a package that is not installed',
      ['needs', 'first', target],
      /At the base, .*not-installed.*Install what this commit needs/s,
    ],
    [
      'a function that throws at the head',
      ['first', 'throws', target],
      /At the head, .*threw for every one of the 4 items.*no luck/,
    ],
    [
      'no function',
      ['first', 'same'],
      /Expected --commits <base> <head> <file>#<function>, found --commits first same/,
    ],
  ])('rejects %s', async (_what, [base = '', ...others], message) => {
    const { code, stderr } = await compare(['--commits', base, ...others]);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
    expectNothingLeft();
  });
});
