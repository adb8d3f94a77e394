import { type ChildProcess, spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { profileSource, spinSource } from './profile-source.ts';

/** Occupy every core for at most half a minute. */
const others: ChildProcess[] = [];
beforeAll(() => {
  const spin = 'const until = Date.now() + 30_000; while (Date.now() < until);';
  for (let core = 0; core < availableParallelism(); core++)
    others.push(spawn(process.execPath, ['-e', spin], { stdio: 'ignore' }));
});
afterAll(() => {
  for (const other of others) other.kill('SIGKILL');
});

it('a run on a busy machine waits before the first call until it is told to start, outside the budget', async () => {
  const skip = new AbortController();
  const source = `${spinSource}\nexport const late = (n: number) => { console.log('called'); return spin(n); };`;
  const { report, events } = await profileSource(source, 'late', {
    inputs: '[1, 2, 3]',
    settings: { waitForQuiet: true, strategies: ['serial'] },
    skipWait: skip.signal,
    onEvent: (event) => {
      if (event.type === 'waiting' && event.othersCores !== null) skip.abort();
    },
  });
  const waits = events.flatMap((event) => (event.type === 'waiting' ? [event.othersCores] : []));
  expect(waits[0]).toBeGreaterThan(0.5);
  expect(waits.at(-1)).toBeNull();
  const firstCall = events.findIndex(({ type }) => type === 'output');
  const end = events.findLastIndex(({ type }) => type === 'waiting');
  expect(end).toBeGreaterThan(0);
  expect(firstCall).toBeGreaterThan(end);
  expect(report.outcome.status).toBe('completed');
});

it('a run that should not wait does not', async () => {
  const { events } = await profileSource(spinSource, 'spin', {
    inputs: '[1, 2, 3]',
    settings: { strategies: ['serial'] },
  });
  expect(events.map(({ type }) => type)).not.toContain('waiting');
});
