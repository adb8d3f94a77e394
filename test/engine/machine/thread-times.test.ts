import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseProcStat } from '../../../src/engine/machine/process-times.ts';
import { ThreadTimes } from '../../../src/engine/machine/thread-times.ts';

function spin(ms: number): void {
  for (const until = performance.now() + ms; performance.now() < until;);
}

function readMs(times: ThreadTimes, which: 'read' | 'readBusy' = 'read'): number {
  let total = 0;
  times[which]((core, ms) => {
    expect(core).toBeGreaterThanOrEqual(0);
    total += ms;
  });
  return total;
}

/** A process that, for each message, runs the statements; it answers when they are through. */
function program(statements: string): ChildProcess {
  const file = join(mkdtempSync(join(tmpdir(), 'times-')), 'program.cjs');
  // By its own time on a core: others want the cores too.
  const spin =
    'const spin = (ms) => { for (const from = process.cpuUsage(); process.cpuUsage(from).user < ms * 1_000;); };';
  writeFileSync(
    file,
    `${spin} process.on('message', () => { ${statements}; process.send('done'); }); process.send('up');`,
  );
  const child = fork(file);
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

describe.runIf(process.platform === 'linux')('CPU time of threads', () => {
  it('counts from the start of the watch, and each time once', async () => {
    const child = program('spin(100)');
    const turn = async (): Promise<void> => {
      child.send('spin');
      await once(child, 'message');
    };
    const cpuMs = (): number => parseProcStat(readFileSync(`/proc/${child.pid}/stat`, 'latin1'))?.cpuMs ?? 0;
    await once(child, 'message');
    await turn();
    const times = new ThreadTimes();
    const from = cpuMs();
    times.watch([child.pid ?? 0]);
    let counted = readMs(times);
    // The process rests, except for threads of Node that tidy up. Its own sum has a resolution of 10 ms.
    expect(counted).toBeLessThan(cpuMs() - from + 50);
    await turn();
    counted += readMs(times);
    expect(counted).toBeGreaterThan((cpuMs() - from) / 2);
    counted += readMs(times);
    expect(counted).toBeLessThan(cpuMs() - from + 50);
    times.end();
    await turn();
    expect(readMs(times)).toBe(0);
  });

  it('survives a process that ends, and forgets one that is no longer watched', async () => {
    const child = program('process.exit(0)');
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

  it('skips idle threads if only busy ones are requested, without losing their time', async () => {
    const child = program('spin(60)');
    await once(child, 'message');
    const times = new ThreadTimes();
    times.watch([child.pid ?? 0]);
    for (let idle = 0; idle < 3; idle = readMs(times) === 0 ? idle + 1 : 0) await sleep(50);
    child.send('spin');
    await once(child, 'message');
    expect(readMs(times, 'readBusy')).toBe(0);
    expect(readMs(times)).toBeGreaterThan(30);
    child.send('spin');
    await once(child, 'message');
    expect(readMs(times, 'readBusy')).toBeGreaterThan(5);
    times.end();
  });

  it('finds new threads', async () => {
    const worker = "new (require('node:worker_threads').Worker)('for (;;);', { eval: true })";
    const child = program(`${worker}; spin(20)`);
    await once(child, 'message');
    const times = new ThreadTimes();
    times.watch([child.pid ?? 0]);
    child.send('begin');
    await once(child, 'message');
    readMs(times);
    await sleep(200);
    readMs(times, 'readBusy');
    await sleep(200);
    expect(readMs(times, 'readBusy')).toBeGreaterThan(5);
    times.end();
  });

  /** As the kernel counts it. */
  const endedMs = ({ pid }: ChildProcess): number =>
    parseProcStat(readFileSync(`/proc/${pid}/stat`, 'latin1'))?.endedChildrenMs ?? 0;
  const busyChild = (ms: number): string =>
    `['-e', 'for (const from = process.cpuUsage(); process.cpuUsage(from).user < ${ms * 1_000};);']`;

  it('counts running and ended child processes once', async () => {
    const start = `require('node:child_process').spawn(process.execPath, ${busyChild(600)}).on('exit', () => process.send('ended'))`;
    const child = program(start);
    await once(child, 'message');
    const times = new ThreadTimes();
    times.watch([child.pid ?? 0]);
    child.send('start');
    await once(child, 'message');
    const ended = once(child, 'message');
    let alive = 0;
    let total = 0;
    for (let isRunning = true; isRunning;) {
      isRunning = (await Promise.race([ended, sleep(50)])) === undefined;
      const ms = readMs(times);
      total += ms;
      if (isRunning) alive += ms;
    }
    await sleep(50);
    total += readMs(times);
    expect(alive).toBeGreaterThan(200);
    // Its parent computes a little itself.
    expect(total).toBeGreaterThan(0.9 * endedMs(child));
    expect(total).toBeLessThan(1.2 * endedMs(child) + 300);
    times.end();
  });

  it('counts child processes that began and ended between two readings', async () => {
    const child = program(`require('node:child_process').spawnSync(process.execPath, ${busyChild(200)})`);
    await once(child, 'message');
    const times = new ThreadTimes();
    times.watch([child.pid ?? 0]);
    child.send('start');
    await once(child, 'message');
    const ms = readMs(times);
    expect(ms).toBeGreaterThan(0.9 * endedMs(child));
    expect(ms).toBeLessThan(1.2 * endedMs(child) + 300);
    expect(readMs(times)).toBeLessThan(50);
    times.end();
  });

  it('leaves out children if only the process itself is watched', async () => {
    const child = program(`require('node:child_process').spawnSync(process.execPath, ${busyChild(200)})`);
    await once(child, 'message');
    const times = new ThreadTimes(child.pid);
    times.watch([child.pid ?? 0]);
    child.send('start');
    await once(child, 'message');
    expect(readMs(times)).toBeLessThan(100);
    times.end();
  });

  it('does not count a watched worker again when it has ended', async () => {
    const start = `globalThis.worker = require('node:child_process').spawn(process.execPath, ${busyChild(60_000)})`;
    const child = program(
      `if (globalThis.worker) { worker.once('exit', () => process.send('gone')); worker.kill() } else { ${start}; process.send(worker.pid) }`,
    );
    await once(child, 'message');
    child.send('start');
    const [worker] = (await once(child, 'message')) as [number];
    const times = new ThreadTimes();
    await sleep(300);
    times.watch([child.pid ?? 0, worker]);
    await sleep(100);
    readMs(times);
    child.send('end');
    await once(child, 'message');
    await once(child, 'message');
    expect(readMs(times) + readMs(times)).toBeLessThan(200);
    times.end();
  });

  it('keeps no files of threads that have ended', async () => {
    const times = new ThreadTimes();
    const files = (): number => readdirSync('/proc/self/fd').length;
    times.watch([process.pid]);
    const before = files();
    for (let round = 0; round < 5; round++) {
      const workers = Array.from({ length: 4 }, () => new Worker('', { eval: true }));
      await Promise.all(workers.map((worker) => once(worker, 'exit')));
      readMs(times);
      readMs(times);
    }
    // Two per thread; other tests of this process may open files meanwhile.
    expect(files()).toBeLessThan(before + 20);
    times.end();
  });
});
