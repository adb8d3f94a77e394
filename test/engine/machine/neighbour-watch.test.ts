import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { NeighbourWatch } from '../../../src/engine/machine/neighbour-watch.ts';
import type { ProcessTimes } from '../../../src/engine/machine/process-times.ts';

const ENGINE = 100;
const CLIENT = 50;

function one(pid: number, parent: number, name: string, cpuMs: number, endedChildrenMs = 0): ProcessTimes {
  return { pid, parent, startedAt: `t${pid}`, name, cpuMs, endedChildrenMs };
}

/** Names and CPU milliseconds between looks that are ten seconds apart. */
async function watched(...looks: ProcessTimes[][]): Promise<Record<string, number>> {
  let now = 0;
  const left = [...looks];
  const watch = new NeighbourWatch(
    { engine: ENGINE, client: CLIENT },
    () => Promise.resolve(left.shift() ?? []),
    () => (now += 10_000),
  );
  while (left.length > 0) await watch.look();
  const wallMs = (looks.length - 1) * 10_000;
  return Object.fromEntries(
    watch
      .neighbours()
      .map(({ name, cores, isClient }) => [isClient ? `client ${name}` : name, Math.round(cores * wallMs)]),
  );
}

describe('NeighbourWatch', () => {
  it('adds up the processes of a program, and leaves out those of the engine', async () => {
    const before = [
      one(50, 1, 'code', 900),
      one(100, 50, 'node', 500),
      one(101, 100, 'node', 0),
      one(7, 1, 'chrome', 90),
    ];
    const after = [
      one(50, 1, 'code', 1_400),
      one(100, 50, 'node', 5_500),
      one(101, 100, 'node', 9_000),
      one(102, 101, 'node', 9_000),
      one(7, 1, 'chrome', 3_090),
      one(8, 7, 'chrome', 2_000),
    ];
    expect(await watched(before, after)).toEqual({ chrome: 5_000, 'client code': 500 });
  });

  it('treats a reused pid as another process', async () => {
    const later = { ...one(7, 1, 'rustc', 2_000), startedAt: 'later' };
    expect(await watched([one(7, 1, 'chrome', 60_000)], [later])).toEqual({ rustc: 2_000 });
  });

  it('counts children that started and ended between two readings for their parent, once', async () => {
    const compile = await watched(
      [one(7, 1, 'make', 100, 1_000), one(8, 7, 'cc1', 3_000)],
      // cc1 ended after 4,000 ms, 1,000 of which are new; two more came and went in between with 2,000.
      [one(7, 1, 'make', 100, 7_000)],
    );
    expect(compile).toEqual({ make: 3_000 });
  });

  it('does not count a process again when its parent ends with it', async () => {
    const builds = await watched(
      [one(7, 1, 'bash', 10), one(8, 7, 'npm', 200), one(9, 8, 'eslint', 5_000)],
      [one(7, 1, 'bash', 10, 5_900)],
    );
    expect(builds).toEqual({ bash: 700 });
  });

  it('names the script of another Node that spins, not what its options take', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'neighbour-'));
    const script = join(folder, 'busy-neighbour.cjs');
    writeFileSync(
      script,
      'setTimeout(() => process.exit(), 60_000); (function spin() { for (let i = 0; i < 1e7; i++); setImmediate(spin); })();',
    );
    // A child of the shell of the tests, but not of the engine that is pretended.
    const preload = join(folder, 'preload.cjs');
    writeFileSync(preload, '');
    const options = ['--no-warnings', '--require', preload, '--conditions', 'development'];
    const busy = spawn(process.execPath, [...options, script], { stdio: 'ignore' });
    try {
      const watch = new NeighbourWatch({ engine: -1, client: process.pid });
      await watch.look();
      await sleep(1_000);
      await watch.look();
      const name = process.platform === 'linux' ? 'node busy-neighbour.cjs' : 'node';
      expect(watch.neighbours().map((neighbour) => neighbour.name)).toContain(name);
    } finally {
      busy.kill('SIGKILL');
      rmSync(folder, { recursive: true });
    }
  });
});
