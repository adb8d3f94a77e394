import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { isRunning } from '../is-running.ts';
import type { Report } from '../../src/model/report.ts';
import { profileSource } from './profile-source.ts';

function failureOf(report: Report): { stage: string; message: string; stack: string } {
  if (report.outcome.status !== 'failed') throw new Error(`expected a failed run, found ${report.outcome.status}`);
  const { stage, message, error } = report.outcome;
  return { stage, message, stack: error?.stack ?? '' };
}

async function isGone(pid: number): Promise<boolean> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (!isRunning(pid)) return true;
    await sleep(50);
  }
  return false;
}

describe('hostile user code', () => {
  it('that throws for one input has that item named and the others counted', async () => {
    const source =
      'export function port(text: string) {\n  if (text === "http") throw new TypeError(`no port: ${text}`);\n  return Number(text);\n}';
    const { report } = await profileSource(source, 'port', { inputs: "['80', 'http', '443']" });
    expect(report.outcome.status).toBe('completed');
    const [failure] = report.strategies[0]?.failures ?? [];
    expect(failure).toMatchObject({ item: 1, input: "'http'", error: { name: 'TypeError', message: 'no port: http' } });
    expect(failure?.error.stack).toMatch(/subject\.ts:2:\d+/);
    for (const { failedItems } of report.strategies) expect(failedItems).toBe(1);
  });

  it('that throws for every input makes the run fail with the error', async () => {
    const { report } = await profileSource(
      'export function bad(n: number): number { throw new Error(`never ${n}`); }',
      'bad',
      { inputs: '[1, 2]' },
    );
    expect(failureOf(report)).toMatchObject({ stage: 'run' });
    expect(failureOf(report).message).toMatch(/every one of the 2 items.*never 1/);
  });

  it('may throw a string', async () => {
    const { report } = await profileSource(
      "export function odd(n: number) { if (n === 2) throw 'a string'; return n; }",
      'odd',
      { inputs: '[1, 2]' },
    );
    expect(report.strategies[0]?.failures[0]?.error.message).toMatch(/not an Error: 'a string'/);
  });

  it('may throw while it loads', async () => {
    const { report } = await profileSource(
      "throw new Error('no database');\nexport function f(n: number) { return n; }",
      'f',
      { inputs: '[1]' },
    );
    expect(failureOf(report).stage).toBe('load');
    expect(failureOf(report).message).toMatch(/no database/);
    expect(failureOf(report).stack).toMatch(/subject\.ts:1:\d+/);
  });

  it('may exit its process', async () => {
    const { report } = await profileSource(
      'export function quit(n: number) { if (n === 3) process.exit(7); return n; }',
      'quit',
      { inputs: '[1, 2, 3, 4]' },
    );
    expect(failureOf(report).stage).toBe('run');
    expect(failureOf(report).message).toMatch(/exit code 7.*item 2/);
  });

  it('may leave a rejected promise unhandled', async () => {
    const { report } = await profileSource(
      "export function f(n: number) { void Promise.reject(new Error('left behind')); return n; }",
      'f',
      { inputs: '[1]' },
    );
    expect(failureOf(report).message).toMatch(/left behind/);
  });

  it('may return inputs that are not an array', async () => {
    const { report } = await profileSource('export function f(n: number) { return n; }', 'f', { inputs: '42' });
    expect(failureOf(report)).toMatchObject({ stage: 'inputs' });
    expect(failureOf(report).message).toMatch(/expected an array.*found number \(42\)/);
  });

  it('that never returns is killed on cancel and leaves no process behind', async () => {
    const controller = new AbortController();
    const source = 'export function forever(n: number) {\n  console.log(`pid ${process.pid}`);\n  for (;;) n++;\n}';
    let pid = 0;
    const { report } = await profileSource(source, 'forever', {
      inputs: '[1]',
      signal: controller.signal,
      onEvent: (event) => {
        if (event.type !== 'output') return;
        pid = Number(/pid (\d+)/.exec(event.text)?.[1]);
        controller.abort();
      },
    });
    expect(report.outcome).toEqual({ status: 'cancelled', partial: false });
    expect(report.strategies).toEqual([]);
    expect(pid).toBeGreaterThan(0);
    expect(await isGone(pid)).toBe(true);
  });

  describe.skipIf(process.platform === 'win32')('that starts processes and does not wait for them', () => {
    const detached = `import { spawn } from 'node:child_process';
export function leave(n: number) {
  const child = spawn('sleep', ['300'], { detached: true, stdio: 'ignore' });
  child.unref();
  console.log(\`pid \${child.pid}\`);
  const until = performance.now() + 100;
  while (performance.now() < until);
  return n;
}`;
    const pidsOf = (text: string): number[] => [...text.matchAll(/pid (\d+)/g)].map(([, pid]) => Number(pid));

    it('has them named, and ended with the run', async () => {
      const pids: number[] = [];
      const { report } = await profileSource(detached, 'leave', {
        inputs: '[1, 2]',
        settings: { strategies: ['serial', 'threads'] },
        onEvent: (event) => {
          if (event.type === 'output') pids.push(...pidsOf(event.text));
        },
      });
      expect(report.outcome.status).toBe('completed');
      const left = report.findings.find(({ code }) => code === 'left-running');
      expect(left).toMatchObject({ args: { names: ['sleep'] } });
      expect(left?.evidence['leftRunning']).toBeGreaterThanOrEqual(pids.length);
      expect(pids.length).toBeGreaterThan(4);
      for (const pid of pids) expect(await isGone(pid)).toBe(true);
    });

    it.skipIf(process.platform !== 'linux')('has them ended on cancel', async () => {
      const controller = new AbortController();
      const pids: number[] = [];
      const { report } = await profileSource(detached, 'leave', {
        inputs: '[1, 2, 3, 4]',
        signal: controller.signal,
        onEvent: (event) => {
          if (event.type === 'output') pids.push(...pidsOf(event.text));
          if (pids.length >= 2) controller.abort();
        },
      });
      expect(report.outcome.status).toBe('cancelled');
      for (const pid of pids) expect(await isGone(pid)).toBe(true);
    });
  });
});
