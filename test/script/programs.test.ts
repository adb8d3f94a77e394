import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ScriptReport, ScriptThread } from '../../src/model/script-report.ts';
import { runCommand, type CommandResult } from '../cli/run-command.ts';

const fixtures = 'test/script/fixtures';
const folder = mkdtempSync(join(tmpdir(), 'script-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Programs with the workers that each must be seen to have, and the tasks that can be paired in them. */
const programs = [
  { name: 'raw.mjs', workers: 2, tasks: 10 },
  { name: 'nested.mjs', workers: 3, tasks: 0 },
  { name: 'killed.mjs', workers: 1, tasks: 0 },
  { name: 'clustered.mjs', workers: 2, tasks: 0 },
  { name: 'piscina.mjs', workers: 2, tasks: 4 },
  { name: 'tinypool.mjs', workers: 2, tasks: 4 },
  { name: 'workerpool.mjs', workers: 2, tasks: 4 },
  { name: 'poolifier.mjs', workers: 2, tasks: 4 },
  { name: 'own-pool.mjs', workers: 2, tasks: 1 },
  { name: 'typed.ts', workers: 1, tasks: 0 },
];

let result: CommandResult;
let report: ScriptReport;
let before: string[];

beforeAll(async () => {
  before = recordings();
  const out = join(folder, 'report.json');
  const command = [process.execPath, `${fixtures}/all.mjs`, ...programs.map(({ name }) => name)];
  result = await runCommand(['script', '--format', 'json', '--out', out, '--', ...command]);
  report = JSON.parse(readFileSync(out, 'utf8')) as ScriptReport;
}, 120_000);

function recordings(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith('parallel-profiler-script-'));
}

/** The workers below the process of a program. */
function workersOf(name: string): ScriptThread[] {
  const root = report.threads.find((thread) => thread.name === name && thread.parent === 0);
  const isBelow = ({ parent }: ScriptThread): boolean => {
    const above = parent === null ? undefined : report.threads[parent];
    return above !== undefined && (above === root || isBelow(above));
  };
  // tsx compiles with esbuild, which has a worker of its own.
  const isOfEsbuild = ({ createdAt }: ScriptThread): boolean => /[\\/]esbuild[\\/]/.test(createdAt?.file ?? '');
  return report.threads.filter((thread) => thread.role === 'worker' && isBelow(thread) && !isOfEsbuild(thread));
}

describe('a command of many programs', () => {
  it('keeps its output and its exit code', () => {
    expect(result).toEqual({ code: 3, stdout: 'all done\n', stderr: '' });
  });

  it.each(programs)('$name has all its workers', ({ name, workers, tasks }) => {
    const found = workersOf(name);
    expect(found).toHaveLength(workers);
    const paired = found.reduce((sum, thread) => sum + (thread.tasks?.count ?? 0), 0);
    expect(paired).toBeGreaterThanOrEqual(tasks);
    for (const { createdAt } of found) expect(createdAt?.file).toBeTruthy();
  });

  it('reports which workers were terminated or killed', () => {
    const stopped = (name: string): boolean[] => workersOf(name).map((thread) => thread.stopped);
    expect(stopped('raw.mjs').sort()).toEqual([false, true]);
    expect(stopped('killed.mjs')).toEqual([true]);
    expect(workersOf('nested.mjs').map(({ kind }) => kind)).toEqual(['process', 'thread', 'thread']);
  });

  it('accounts for the time of the workers without a gap', () => {
    const { account } = report;
    if (!account) throw new Error('Expected an account, found none.');
    const { capacityMs, gcMs, workers, ...parts } = account;
    const sum = Object.values(parts).reduce((total, part) => total + part, 0);
    expect(workers).toBe(report.peakWorkers);
    expect(gcMs).toBeGreaterThanOrEqual(0);
    expect(Math.abs(sum - capacityMs) / capacityMs).toBeLessThan(0.03);
    for (const part of Object.values(parts)) expect(part).toBeGreaterThanOrEqual(0);
  });

  it('leaves nothing behind', () => {
    expect(recordings().filter((name) => !before.includes(name))).toEqual([]);
  });
});
