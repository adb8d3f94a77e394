import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ThreadTimes } from '../../src/engine/thread-times.ts';

function spin(ms: number): void {
  for (const until = performance.now() + ms; performance.now() < until;);
}

function readMs(times: ThreadTimes): number {
  let total = 0;
  times.read((core, ms) => {
    expect(core).toBeGreaterThanOrEqual(0);
    total += ms;
  });
  return total;
}

describe.runIf(process.platform === 'linux')('what threads ran', () => {
  it('counts from when a process is watched, and each time once', () => {
    const times = new ThreadTimes();
    spin(30);
    times.watch([process.pid]);
    expect(readMs(times)).toBeLessThan(20);
    spin(60);
    expect(readMs(times)).toBeGreaterThan(10);
    expect(readMs(times)).toBeLessThan(20);
    times.end();
    spin(30);
    expect(readMs(times)).toBe(0);
  });

  it('bears a process that ends, and lets go of one that is no longer watched', async () => {
    const program = join(mkdtempSync(join(tmpdir(), 'times-')), 'idle.cjs');
    writeFileSync(program, "process.on('message', () => process.exit(0)); process.send('up');");
    const child = fork(program);
    await once(child, 'message');
    const times = new ThreadTimes();
    times.watch([child.pid ?? 0, process.pid]);
    child.send('end');
    await once(child, 'exit');
    spin(30);
    expect(readMs(times)).toBeGreaterThan(5);
    times.watch([]);
    spin(30);
    expect(readMs(times)).toBe(0);
    times.end();
  });
});
