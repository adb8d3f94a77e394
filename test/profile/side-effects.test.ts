import { describe, expect, it } from 'vitest';
import type { FindingCode } from '../../src/model/finding.ts';
import type { Report } from '../../src/model/report.ts';
import { profileSource } from './profile-source.ts';

const sideEffects: readonly FindingCode[] = ['prints-lines', 'left-open', 'unhandled-rejection'];

function found({ findings }: Report) {
  return findings.filter(({ code }) => sideEffects.includes(code));
}

describe('side effects of calls', () => {
  it('include lines and timers of one pass, but not those that end by themselves', async () => {
    const source = `export async function f(n: number): Promise<number> {
  console.log('item', n);
  if (n > 1) setTimeout(() => undefined, 60_000);
  setTimeout(() => undefined, 5);
  return n;
}`;
    const { report } = await profileSource(source, 'f', { inputs: '[1, 2, 3]' });
    expect(report.outcome.status).toBe('completed');
    const prints = found(report).find(({ code }) => code === 'prints-lines');
    expect(prints).toMatchObject({ args: { lines: 3, first: 'item 1' }, evidence: { lines: 3, linesPerItem: 1 } });
    const open = found(report).find(({ code }) => code === 'left-open');
    expect(open).toMatchObject({ severity: 'warning', evidence: { addedInPass: 2 } });
    expect(open?.evidence['leftOpen']).toBeGreaterThanOrEqual(2);
    expect(open?.message).toMatch(/^Each pass over 3 items leaves 2 timers open\. /);
    expect(found(report)).toHaveLength(2);
  });

  it('are absent for a function that only computes and awaits', async () => {
    const source = `export async function f(n: number): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 1));
  return n;
}`;
    const { report } = await profileSource(source, 'f', { inputs: '[1, 2]' });
    expect(found(report)).toEqual([]);
  });

  it('include an unhandled rejection in the serial run', async () => {
    const source = `export function f(n: number) {
  void Promise.reject(new RangeError('left behind'));
  return n;
}`;
    const { report } = await profileSource(source, 'f', { inputs: '[1]' });
    expect(report.outcome).toMatchObject({ status: 'failed', stage: 'run' });
    const [rejection, ...others] = found(report);
    expect(others).toEqual([]);
    expect(rejection).toMatchObject({
      code: 'unhandled-rejection',
      severity: 'error',
      args: { strategy: 'serial', message: 'RangeError: left behind' },
      evidence: { rejections: 1 },
      related: [{ location: { line: 2 } }],
    });
  });

  it('include a rejection in a worker only, although every result arrives', async () => {
    const source = `import { existsSync, writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
export function f(n: number) {
  if (!isMainThread && n === 3 && !existsSync('once')) {
    writeFileSync('once', '');
    void Promise.reject(new Error('only there'));
  }
  return n;
}`;
    const { report } = await profileSource(source, 'f', {
      inputs: '[1, 2, 3, 4]',
      settings: { strategies: ['serial', 'threads'] },
    });
    const [rejection] = found(report);
    expect(rejection).toMatchObject({ args: { strategy: 'threads', message: 'Error: only there' } });
    expect(rejection?.evidence).toEqual({ rejections: 1 });
    expect(rejection?.message).toMatch(/^An unhandled rejection in 2 threads ended 1 worker and /);
    expect(report.findings.map(({ code }) => code)).not.toContain('fails-only-in-pool');
  });
});
