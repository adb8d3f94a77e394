import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Comparison } from '../../src/model/comparison.ts';
import { buildReport } from '../../src/report/build-report.ts';
import { configurations } from '../report/sample-measurements.ts';
import { failedReport, sampleRun } from '../report/sample-report.ts';
import { reportOf, thread } from '../report/sample-script-report.ts';
import { runCommand } from './run-command.ts';

let folder: string;
const file = (name: string): string => join(folder, name);
const measured = { configurations: configurations(['threads'], [1, 2]) };

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'compare-'));
  const before = buildReport(sampleRun(measured));
  for (const [name, report] of Object.entries({
    before,
    slower: buildReport(sampleRun({ ...measured, taskMs: () => 15 })),
    'worse-pool': buildReport(sampleRun({ ...measured, slowdown: (workers) => 1 + 0.4 * (workers - 1) })),
    failed: failedReport,
    older: { ...before, version: 1 },
    newer: { ...before, version: 3 },
    command: reportOf([thread(0, { cpuMs: 100 }), thread(1, { cpuMs: 300, idleMs: 700 })]),
    'command-after': reportOf([thread(0, { cpuMs: 100 }), thread(1, { cpuMs: 900, idleMs: 100 })]),
  }))
    writeFileSync(file(`${name}.json`), JSON.stringify(report));
});
afterAll(() => rmSync(folder, { recursive: true }));

const compare = (after: string, ...options: string[]) =>
  runCommand(['compare', file('before.json'), file(`${after}.json`), ...options]);

describe('compare', () => {
  it('prints the changes as text, JSON and Markdown', async () => {
    const { code, stdout } = await compare('slower');
    expect(stdout).toMatch(/^With 2 threads, an item takes 2\d% more time: /);
    expect(stdout).toMatch(/serial .* worse/);
    expect(code).toBe(0);
    const json = JSON.parse((await compare('slower', '--format', 'json')).stdout) as Comparison;
    expect(json).toMatchObject({ version: 2, judgement: 'worse', headline: 2 });
    expect((await compare('slower', '--format', 'markdown')).stdout).toMatch(/^# estimatePi: before and after\n/);
  });

  it('exits with 1 if something became slower than allowed', async () => {
    const { code, stderr } = await compare('slower', '--max-slowdown', '10%');
    expect(stderr).toMatch(/^the serial loop: 2\d% slower, at most 10% allowed \(--max-slowdown\)\.$/m);
    expect(code).toBe(1);
    expect((await compare('slower', '--max-slowdown', '50')).code).toBe(0);
    // The function is slower, the pool as good as before.
    expect((await compare('slower', '--max-speedup-loss', '10')).code).toBe(0);
  });

  it('exits with 1 if a speedup fell by more than allowed', async () => {
    const { code, stderr } = await compare('worse-pool', '--max-speedup-loss', '10');
    expect(stderr).toMatch(/^2 threads: 2\d% of the speedup lost, at most 10% allowed/m);
    expect(stderr).not.toContain('1 thread:');
    expect(code).toBe(1);
  });

  it('prints how a command changed', async () => {
    const { code, stdout } = await runCommand(['compare', file('command.json'), file('command-after.json')]);
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'Effective parallelism rose from 0.4 to 1.0. Workers work 90% of the time, 30% before.',
    );
    expect(stdout).toMatch(/on a core per worker +300 ms +900 ms/);
    expect(code).toBe(0);
  });

  it.each<[string, () => string[], RegExp]>([
    [
      'the report of a function and that of a command',
      () => ['compare', file('before.json'), file('command.json')],
      /Expected two reports of a function or two of a command, found one of each\./,
    ],
    [
      'a limit for reports of a command',
      () => ['compare', file('command.json'), file('command.json'), '--max-slowdown', '10'],
      /Expected reports of a function for --max-slowdown/,
    ],
    ['one report', () => ['compare', file('before.json')], /Expected two reports.*--format json --out/s],
    [
      'a file that is not there',
      () => ['compare', file('before.json'), file('gone.json')],
      /gone\.json cannot be read/,
    ],
    ['a newer format', () => ['compare', file('newer.json'), file('before.json')], /newer\.json: .*format 3.*Update/],
    [
      'an older format',
      () => ['compare', file('before.json'), file('older.json')],
      /older\.json: .*format 1.*Profile the function again/,
    ],
    ['a file that is no report', () => ['compare', 'package.json', file('before.json')], /not a report/],
    [
      'no percent',
      () => ['compare', file('before.json'), file('slower.json'), '--max-slowdown', 'ten'],
      /--max-slowdown expects/,
    ],
    [
      'a limit that nothing can be held against',
      () => ['compare', file('failed.json'), file('before.json'), '--max-slowdown', '10'],
      /measured a strategy in common/,
    ],
  ])('rejects %s', async (_what, args, message) => {
    const { code, stderr } = await runCommand(args());
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });
});
