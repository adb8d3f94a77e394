import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ToEngine } from '../../src/engine/protocol.ts';
import { runEngine } from '../../src/profile/engine-client.ts';

const folder = mkdtempSync(join(tmpdir(), 'engine-client-'));

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
afterEach(() => void vi.useRealTimers());

/** Runs a program instead of the engine. */
async function run(
  program: string,
  timeLimitSeconds: number,
  onEvent: (event: unknown) => void = () => undefined,
  signal?: AbortSignal,
) {
  const engine = join(folder, 'engine.cjs');
  writeFileSync(engine, program);
  const request = { type: 'run', cwd: folder, plan: { timeLimitSeconds } } as unknown as ToEngine;
  const node = { path: process.execPath, version: process.version, source: 'self', environment: {} } as const;
  return await runEngine({ node, engine, request, signal, onEvent });
}

const stuck = 'setInterval(() => undefined, 1_000);';

test('an engine that never starts is stopped after the time limit', async () => {
  const end = run(stuck, 20);
  await vi.waitUntil(() => vi.getTimerCount() > 0);
  vi.advanceTimersByTime(20_000);
  expect(await end).toEqual({
    how: 'crashed',
    message: expect.stringContaining('did not start within 20 s') as string,
  });
});

test('an engine whose Node aborts at its start, as without free threads, is told from one that fails', async () => {
  const abort = "process.kill(process.pid, 'SIGABRT'); setInterval(() => undefined, 1_000);";
  expect(await run(abort, 1)).toMatchObject({
    message: expect.stringMatching(/could not start its threads.*ulimit -u/) as string,
  });
  const spoken = `process.send({ type: 'alive' }, () => { ${abort} });`;
  expect(await run(spoken, 1)).toMatchObject({ message: expect.stringMatching(/\(SIGABRT\)$/) as string });
});

test('an engine that stops responding is stopped, and its events are kept', async () => {
  const events: unknown[] = [];
  const said = "process.send({ type: 'alive' }); process.send({ type: 'stage', stage: 'load' });";
  const end = run(`${said} ${stuck}`, 1, (event) => {
    events.push(event);
    vi.advanceTimersByTime(9_000);
    expect(events).toHaveLength(1);
    vi.advanceTimersByTime(1_000);
  });
  expect(await end).toEqual({
    how: 'crashed',
    message: expect.stringContaining('did not respond for 10 s') as string,
  });
  expect(events).toEqual([{ type: 'stage', stage: 'load' }]);
});

test('an engine that shows signs of life may take longer than the time limit', async () => {
  const program = `let count = 0;
process.on('message', () => undefined);
process.send({ type: 'stage', stage: 'load' });
setInterval(() => process.send(count++ < 30 ? { type: 'stage', stage: 'load' } : { type: 'done' }), 1);`;
  expect(await run(program, 1, () => vi.advanceTimersByTime(9_000))).toEqual({ how: 'reported' });
});

test.each([
  [50, 50_000],
  [300, 3_000_000],
])('a client that is busy when the engine ends gets %d events and a last one of %d', async (outputs, size) => {
  const text = 'x'.repeat(1_000);
  const program = `process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
process.on('message', () => {
  process.send({ type: 'stage', stage: 'load' });
  for (let count = 0; count < ${outputs}; count++) process.send({ type: 'output', text: '${text}' });
  process.send({ type: 'failed', stage: 'run', message: 'y'.repeat(${size}) }, () => process.disconnect());
});`;
  const lengths: number[] = [];
  const end = await run(program, 60, (event) => {
    const { type, text = '', message = '' } = event as { type: string; text?: string; message?: string };
    // Longer than the engine needs to send the rest and end.
    if (type === 'stage') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
    lengths.push(text.length + message.length);
  });
  expect(end).toEqual({ how: 'reported' });
  expect(lengths).toEqual([0, ...Array.from({ length: outputs }, () => 1_000), size]);
});

test.each(['cancelled', 'reported'] as const)('temporary files of an engine that %s are removed', async (how) => {
  const abort = new AbortController();
  let made = '';
  const program = `const file = require('node:path').join(process.env.PARALLEL_PROFILER_FOLDER, 'profile');
require('node:fs').writeFileSync(file, 'x');
process.on('message', () => process.send({ type: 'output', text: file }));
process.on('disconnect', () => process.exit());
${how === 'reported' ? "process.on('message', () => { process.send({ type: 'done' }, () => process.disconnect()); });" : stuck}`;
  const ended = await run(
    program,
    60,
    (event) => {
      if (typeof event !== 'object' || event === null || !('text' in event)) return;
      made = String(event.text);
      expect(existsSync(made)).toBe(true);
      if (how === 'cancelled') abort.abort();
    },
    abort.signal,
  );
  expect(ended.how).toBe(how);
  expect(made).not.toBe('');
  expect(existsSync(made)).toBe(false);
  expect(existsSync(join(made, '..'))).toBe(false);
});
