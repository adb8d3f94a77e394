import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ScriptReport, ScriptThread } from '../../src/model/script-report.ts';
import { runCommand, type CommandResult } from '../cli/run-command.ts';
import { commandOfAll, programs, workersOf as workersBelow } from './programs.ts';

const folder = mkdtempSync(join(tmpdir(), 'script-test-'));
/** Of its own, because other tests record commands meanwhile. */
const temporary = mkdtempSync(join(folder, 'temporary-'));
const env = { TMPDIR: temporary, TEMP: temporary, TMP: temporary };
afterAll(() => rmSync(folder, { recursive: true }));

let result: CommandResult;
let report: ScriptReport;

beforeAll(async () => {
  const out = join(folder, 'report.json');
  const args = ['script', '--format', 'json', '--out', out, '--', ...commandOfAll(process.execPath)];
  result = await runCommand(args, undefined, { env });
  report = JSON.parse(readFileSync(out, 'utf8')) as ScriptReport;
}, 120_000);

const workersOf = (name: string): ScriptThread[] => workersBelow(report, name);

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

  it('records workers of a process that has deleted the variables of the recorder', () => {
    for (const { onCoreMs } of workersOf('environment.mjs')) expect(onCoreMs).toBeGreaterThan(0);
  });

  it('reports which workers were terminated or killed', () => {
    const stopped = (name: string): boolean[] => workersOf(name).map((thread) => thread.stopped);
    expect(stopped('raw.mjs').sort()).toEqual([false, true]);
    expect(stopped('killed.mjs')).toEqual([true]);
    expect(workersOf('nested.mjs').map(({ kind }) => kind)).toEqual(['process', 'thread', 'thread']);
  });

  it('finds a process that its parent waits for, in an environment of its own', () => {
    const [parent, child, ...others] = report.threads.filter(({ name }) => name === 'sync.mjs');
    expect(others).toEqual([]);
    expect(child?.role).toBe('process');
    expect(report.threads[child?.parent ?? -1]).toBe(parent);
    expect(child?.createdAt?.line).toBe(4);
  });

  it('names the functions that run tasks, by file and export', () => {
    const named = report.taskFunctions.map(({ file, name, ...counts }) => ({
      name: `${basename(file)}#${name}`,
      ...counts,
    }));
    expect(named.sort((a, b) => a.name.localeCompare(b.name))).toMatchObject([
      { name: 'double.mjs#double' },
      { name: 'task.mjs#default', workers: 4 },
      { name: 'workerpool-worker.mjs#triple' },
    ]);
    for (const { file } of report.taskFunctions) expect(existsSync(file)).toBe(true);
  });

  it.each(['piscina.mjs', 'tinypool.mjs', 'poolifier.mjs', 'own-pool.mjs'])(
    '%s shows how long its tasks waited in its queue',
    (name) => {
      const owner = report.threads.find((thread) => thread.name === name && thread.parent === 0);
      expect(owner?.queue?.count).toBe(4);
      expect(owner?.queue?.meanMs).toBeGreaterThanOrEqual(0);
      expect(owner?.queue?.longestMs).toBeLessThan(report.wallMs);
    },
  );

  it.each(['own-pool.mjs', 'own-processes.mjs'])('%s: the tasks of our own pool are timed where they run', (name) => {
    const tasks = workersOf(name).flatMap((thread) => (thread.tasks ? [thread.tasks] : []));
    expect(tasks.reduce((sum, { count }) => sum + count, 0)).toBe(4);
  });

  it("counts the messages of our own pool's processes at both ends", () => {
    const workers = workersOf('own-processes.mjs');
    const owner = report.threads.find((thread) => thread.name === 'own-processes.mjs' && thread.parent === 0);
    const sum = (of: (thread: ScriptThread) => number): number => workers.reduce((all, thread) => all + of(thread), 0);
    // The start, the function, tasks and the end.
    for (const { messages } of workers) {
      expect(messages.received).toBeGreaterThanOrEqual(3);
      expect(messages.meanBytes).toBeGreaterThan(0);
    }
    expect(sum(({ messages }) => messages.received)).toBe(owner?.messages.sent);
    expect(sum(({ messages }) => messages.sent)).toBe(owner?.messages.received);
  });

  it('measures the messages between processes', () => {
    for (const { messages, cloneInMs } of workersOf('channels.mjs')) {
      expect(messages.received).toBe(1);
      expect(messages.meanBytes).toBeGreaterThan(100_000);
      expect(messages.meanBytes).toBeLessThan(101_000);
      expect(cloneInMs).toBeGreaterThan(0);
    }
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
    expect(readdirSync(temporary).filter((name) => name.startsWith('parallel-profiler-'))).toEqual([]);
  });
});
