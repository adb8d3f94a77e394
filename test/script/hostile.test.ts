import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { isRunning } from '../is-running.ts';
import type { ScriptReport } from '../../src/model/script-report.ts';
import { runCommand, type CommandResult } from '../cli/run-command.ts';

const fixtures = 'test/script/fixtures';
const folder = mkdtempSync(join(tmpdir(), 'script-hostile-'));
afterAll(() => rmSync(folder, { recursive: true }));
let count = 0;

interface Run extends CommandResult {
  report: ScriptReport;
}

/** Profiles a command with a temporary folder for itself, and expects nothing to stay behind there. */
async function profile(
  options: readonly string[],
  command: readonly string[],
  onStart?: (pid: number) => void,
): Promise<Run> {
  const own = mkdtempSync(join(folder, 'tmp-'));
  const out = join(folder, `${count++}.json`);
  const args = ['script', '--format', 'json', '--out', out, ...options, '--', process.execPath, ...command];
  const result = await runCommand(args, onStart, { env: { TMPDIR: own, TEMP: own, TMP: own } });
  expect(readdirSync(own)).toEqual([]);
  return { ...result, report: JSON.parse(readFileSync(out, 'utf8')) as ScriptReport };
}

describe('a hostile program', () => {
  it('runs as it does without the profiler, and its workers are recorded', async () => {
    const names = ['replaced.mjs', 'flood.mjs', 'forks.mjs'];
    const { report, ...result } = await profile([], [`${fixtures}/all.mjs`, ...names]);
    expect(result).toEqual({ code: 3, stdout: 'all done\n', stderr: '' });
    const workers = report.threads.filter(({ role }) => role === 'worker').map(({ name }) => name);
    expect(workers.sort()).toEqual([...new Array<string>(6).fill('forks.mjs'), 'replaced.mjs']);
  });

  it('may delete the recording', async () => {
    const { report, ...result } = await profile([], [`${fixtures}/deletes.mjs`]);
    expect(result).toEqual({ code: 0, stdout: 'computed\n', stderr: '' });
    expect(report.verdict[0]?.text).toBe('No Node.js process was recorded.');
  });

  it('is not stopped by a time limit longer than a timer of Node', async () => {
    const { report, ...result } = await profile(['--time-limit', '1e9'], ['-e', 'setTimeout(() => {}, 100)']);
    expect(result).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(report.ending).toEqual({ how: 'exited', code: 0, signal: null });
  });

  it('may kill itself', async () => {
    const { report, ...result } = await profile([], ['-e', 'process.kill(process.pid, "SIGKILL")']);
    expect(result).toEqual({ code: 137, stdout: '', stderr: '' });
    expect(report.verdict[0]?.text).toBe('The command was ended by SIGKILL.');
    expect(report.threads).toMatchObject([{ name: '[eval]', file: null }]);
  });

  // A limit for the size of files refuses writes as a full disk does.
  it.skipIf(process.platform === 'win32')('runs as it does without the profiler on a full disk', () => {
    const cli = join(import.meta.dirname, '../../dist/cli.mjs');
    const command = `ulimit -f 16; exec "$0" "$@"`;
    const args = [process.execPath, cli, 'script', '--format', 'json', '--', process.execPath, `${fixtures}/raw.mjs`];
    const { stdout, status } = spawnSync('sh', ['-c', command, ...args], { encoding: 'utf8' });
    expect(status).toBe(0);
    const report = JSON.parse(stdout) as ScriptReport;
    expect(report.threads.filter(({ role }) => role === 'worker')).toHaveLength(2);
    expect(report.limits.join(' ')).toContain('threads ended before they were recorded');
  });

  it('that never ends is killed with all its processes at the second interrupt', async () => {
    let parent = 0;
    const ready = join(folder, 'ready');
    const interrupt = async (): Promise<void> => {
      await expect.poll(() => existsSync(ready), { timeout: 30_000 }).toBe(true);
      process.kill(parent, 'SIGINT');
      await delay(200);
      process.kill(parent, 'SIGINT');
    };
    const run = profile([], [`${fixtures}/endless.mjs`, 'main', ready], (pid) => (parent = pid));
    const [{ code, stdout, report }] = await Promise.all([run, interrupt()]);
    expect([code, report.ending]).toEqual([130, { how: 'interrupted' }]);
    const pids = stdout.split(' ').map(Number);
    expect(pids).toHaveLength(3);
    expect(pids.filter(isRunning)).toEqual([]);
    const spinner = report.threads.find(({ kind }) => kind === 'thread');
    expect(spinner?.createdAt?.line).toBe(12);
  });
});

it('writes a CPU profile of each process and thread, even of one that is terminated', async () => {
  const profiles = join(folder, 'profiles');
  const { code, stderr, report } = await profile(['--cpu-profile', profiles], [`${fixtures}/raw.mjs`]);
  expect([code, stderr]).toEqual([0, '']);
  expect(report.cpuProfiles.sort()).toEqual(
    readdirSync(profiles)
      .map((name) => join(profiles, name))
      .sort(),
  );
  const parsed = report.cpuProfiles.map((file) => JSON.parse(readFileSync(file, 'utf8')) as { nodes: unknown[] });
  expect(parsed).toHaveLength(3);
  // A process of a later run may have the same id.
  for (const file of report.cpuProfiles) expect(basename(file)).toMatch(/^CPU\.\d{8}\.\d{6}\.\d+\.[0-2]\./);
  for (const { nodes } of parsed) expect(nodes.length).toBeGreaterThan(1);
});

it('checks the numbers of cores before it runs the command', async () => {
  const { code, stdout, stderr } = await runCommand(['script', '--scaling', '1,512', '--', 'node', '-p', '"ran"']);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^parallel-profiler: Expected (?:at most \d+ cores? in|Linux for) --scaling, found /);
});
