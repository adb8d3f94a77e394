import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const folder = join(import.meta.dirname, 'workspace/examples');

/** Returns the output of an example that is run as a user would run it: `node examples/<name>.ts`. */
async function run(name: string): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [join(folder, `${name}.ts`)], {
    timeout: 110_000,
  });
  expect(stderr).toBe('');
  return stdout;
}

// Thirty-two workers on a machine that is busy already take their time to start.
describe('the example', { timeout: 120_000 }, () => {
  it('pool-of-five squares three numbers, and three more', async () => {
    expect(await run('pool-of-five')).toBe('[ 4, 9, 16 ]\n[ 100, 441, 1849 ]\n');
  });

  it('pool-of-four squares 0 to 9', async () => {
    expect(JSON.parse(await run('pool-of-four'))).toEqual([0, 1, 4, 9, 16, 25, 36, 49, 64, 81]);
  });

  it('starmap spreads tuples', async () => {
    expect(await run('starmap')).toBe('[ 8, 27, 64 ]\n');
  });

  it('five-processes prints in each of them', async () => {
    const lines = (await run('five-processes')).trimEnd().split('\n');
    expect(lines.pop()).toBe('All done.');
    expect(lines.sort()).toEqual(['Worker: 0', 'Worker: 1', 'Worker: 2', 'Worker: 3', 'Worker: 4']);
  });

  it('counter comes to 4000 with a lock, and to fewer without', async () => {
    const [, withLock, without] = /^with a lock: (\d+)\nwithout: (\d+)\n$/.exec(await run('counter')) ?? [];
    expect(Number(withLock)).toBe(4000);
    expect(Number(without)).toBeGreaterThan(0);
    expect(Number(without)).toBeLessThan(4000);
  });

  it('thirty-two-waits has 64 seconds of waiting done in a few', async () => {
    const [, replies, seconds] = /^(\d+) replies in ([\d.]+) s\n$/.exec(await run('thirty-two-waits')) ?? [];
    expect(replies).toBe('32');
    expect(Number(seconds)).toBeGreaterThanOrEqual(2);
    // Not a measurement: only far from 64, so that a busy machine does not fail it.
    expect(Number(seconds)).toBeLessThan(16);
  });

  it('side-by-side compares four ways for two kinds of work', async () => {
    const table = await run('side-by-side');
    for (const row of ['serial', 'promises', 'threads', 'processes']) {
      expect(table).toMatch(new RegExp(`${row}\\W+[\\d.]+ s\\W+[\\d.]+ s`));
    }
  });
});
