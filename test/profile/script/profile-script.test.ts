import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import type { ScriptProgress } from '../../../src/model/script-progress.ts';
import { builtFilesIn } from '../../../src/profile/built-files.ts';
import { profileScript } from '../../../src/profile/script/profile-script.ts';
import { isRunning } from '../../is-running.ts';

const { script } = builtFilesIn(join(import.meta.dirname, '../../../dist'));

it('describes a command while it runs, until it is stopped', async () => {
  const stop = new AbortController();
  const seen: ScriptProgress[] = [];
  const report = await profileScript({
    ...script,
    command: [process.execPath, resolve('test/script/fixtures/endless.mjs')],
    ...{ cwd: process.cwd(), timeLimitSeconds: null, cpuProfileFolder: null, scaling: [] },
    ...{ node: process.execPath, stdio: ['ignore', 'ignore', 'ignore'], isSignalled: false },
    env: { NODE_OPTIONS: '--no-warnings' },
    signal: stop.signal,
    onProgress: (progress) => {
      seen.push(progress);
      if (seen.length === 3) stop.abort();
    },
  });
  expect(report.ending).toEqual({ how: 'interrupted' });
  const last = seen.at(-1);
  expect(last?.processes).toEqual({ running: 3, total: 3 });
  expect(last?.elapsedMs).toBeGreaterThan(seen[0]?.elapsedMs ?? Infinity);
  for (const { thread, onCore } of last?.threads ?? []) {
    expect(onCore).toBeGreaterThanOrEqual(0);
    expect(isRunning(thread.pid)).toBe(false);
  }
});
