import { spawnSync } from 'node:child_process';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { readHelperCpuMs, readOwnCpu } from '../../../src/engine/machine/read-thread-cpu.ts';

const readThreadCpuUrl = new URL('../../../src/engine/machine/read-thread-cpu.ts', import.meta.url).href;

describe('time on a core', () => {
  it('grows while the thread computes and not while it sleeps', async () => {
    const before = readOwnCpu().runMs;
    // As long as it takes on a machine that others use too.
    for (const until = performance.now() + 20_000; performance.now() < until && readOwnCpu().runMs < before + 60;);
    const afterWork = readOwnCpu().runMs;
    await new Promise((done) => setTimeout(done, 60));
    const afterSleep = readOwnCpu().runMs;
    expect(afterWork - before).toBeGreaterThanOrEqual(60);
    expect(afterSleep - afterWork).toBeLessThan(afterWork - before);
  });

  it.runIf(process.platform === 'linux')('of helpers includes that of child processes that have ended', () => {
    const before = readHelperCpuMs() ?? NaN;
    spawnSync(process.execPath, ['-e', 'while (process.cpuUsage().user < 200_000);']);
    expect((readHelperCpuMs() ?? NaN) - before).toBeGreaterThanOrEqual(190);
  });

  it.runIf(process.platform === 'linux')('of helpers includes that of threads that have ended', async () => {
    const before = readHelperCpuMs() ?? NaN;
    const worker = new Worker('while (process.threadCpuUsage().user < 200_000);', { eval: true });
    await new Promise((done) => worker.once('exit', done));
    expect((readHelperCpuMs() ?? NaN) - before).toBeGreaterThanOrEqual(190);
  });

  it.runIf(process.platform === 'linux')('of helpers hardly grows while only the main thread computes', () => {
    // In a process of its own, because Vitest has threads that compute.
    const program = `
      const { readHelperCpuMs } = await import(${JSON.stringify(readThreadCpuUrl)});
      const pass = () => {
        const before = readHelperCpuMs();
        for (const until = performance.now() + 20; performance.now() < until;);
        return Math.max(0, readHelperCpuMs() - before);
      };
      console.log(Array.from({ length: 41 }, pass).sort((a, b) => a - b)[20]);`;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
    // The median pass, because the compiler's threads take part in the first ones.
    expect(Number(stdout.trim() || NaN)).toBeLessThan(0.5);
  });

  it.runIf(process.platform === 'linux')('of other threads grows while one of them computes', async () => {
    const before = readHelperCpuMs() ?? NaN;
    const worker = new Worker(
      `require('node:worker_threads').parentPort.on('message', () => {});
       for (const until = performance.now() + 20_000; performance.now() < until && process.threadCpuUsage().user < 60_000;);
       require('node:worker_threads').parentPort.postMessage('asleep')`,
      { eval: true },
    );
    await new Promise((done) => worker.once('message', done));
    const grown = (readHelperCpuMs() ?? NaN) - before;
    await worker.terminate();
    expect(grown).toBeGreaterThanOrEqual(56);
  });
});
