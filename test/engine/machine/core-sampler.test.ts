import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CoreSampler, creditEarlier, spreadOverCores } from '../../../src/engine/machine/core-sampler.ts';

const rounded = (shares: readonly number[]): number[] => shares.map((share) => Math.round(share * 1e6) / 1e6);

describe('time of threads on the cores', () => {
  it('stays on a core that was equally busy', () => {
    expect(spreadOverCores([0.5, 0.2], [0.6, 0.9])).toEqual([0.5, 0.2]);
  });

  it('is attributed to the core that a thread left', () => {
    expect(rounded(spreadOverCores([1.4, 0.5], [1, 0.95]))).toEqual([1, 0.9]);
    expect(rounded(spreadOverCores([0, 0.8, 0], [0.3, 0.4, 0.5]))).toEqual([0.3, 0.4, 0.1]);
  });

  it('is never more than the cores were busy: ticks are coarse', () => {
    expect(rounded(spreadOverCores([1.1, 1], [0.9, 1]))).toEqual([0.9, 1]);
  });
});

describe('time of a child process that is known only when it has ended', () => {
  it('is taken from the others of the samples before, the latest first', () => {
    const samples = [
      { ours: [0.1, 0], others: [0.4, 0] },
      { ours: [0.2, 0.5], others: [0.3, 0.2] },
    ];
    creditEarlier(samples, 0.7);
    expect(samples.map(({ ours, others }) => [rounded(ours), rounded(others)])).toEqual([
      [
        [0.3, 0],
        [0.2, 0],
      ],
      [
        [0.5, 0.7],
        [0, 0],
      ],
    ]);
  });

  it('is never more than the others used', () => {
    const samples = [{ ours: [0.5], others: [0.1] }];
    creditEarlier(samples, 2);
    expect(rounded(samples[0]?.ours ?? [])).toEqual([0.6]);
  });
});

describe.runIf(process.platform === 'linux')('samples of the cores', () => {
  it('attribute a process that was idle before to the run', async () => {
    const program = join(mkdtempSync(join(tmpdir(), 'sampler-')), 'program.cjs');
    writeFileSync(program, "process.on('message', () => { for (;;); }); process.send('up');");
    const child = fork(program);
    onTestFinished(() => void child.kill('SIGKILL'));
    await once(child, 'message');
    const sampler = new CoreSampler();
    const ours: number[] = [];
    sampler.onSample = (sample) => ours.push(sample.ours.reduce((sum, share) => sum + share, 0));
    sampler.watch([child.pid ?? 0]);
    sampler.start();
    await sleep(1_000);
    const rested = ours.splice(0);
    child.send('compute');
    await sleep(1_000);
    sampler.stop();
    expect(rested.length).toBeGreaterThan(2);
    expect(ours.length).toBeGreaterThan(2);
    // It has at least a part of a core, however many others want one.
    expect(Math.max(...ours.slice(2))).toBeGreaterThan(0.2);
  });
});
