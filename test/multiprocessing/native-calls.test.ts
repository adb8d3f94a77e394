import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  HolderDiedError,
  Lock,
  Pool,
  PoolClosedError,
  Process,
  TimeoutError,
} from '../../src/multiprocessing/index.ts';
import {
  answer,
  block,
  blockIfGate,
  blockLater,
  blockWithLock,
  waitOnMemory,
  type Gate,
} from './fixtures/native-tasks.ts';
import { kinds, rejection } from './kinds.ts';

const tasks = new URL('./fixtures/native-tasks.ts', import.meta.url);
const folder = mkdtempSync(join(tmpdir(), 'native-calls-'));
let count = 0;
let gate: Gate;

// Each native call lasts until its test is over: whatever a test awaits must not wait for the call.
beforeEach(() => {
  count++;
  gate = { opened: join(folder, `opened-${count}`), begun: join(folder, `begun-${count}`) };
});
const open = (): void => writeFileSync(gate.opened, '');
afterEach(open);
afterAll(() => rmSync(folder, { recursive: true, maxRetries: 10, retryDelay: 500 }));

async function begun(): Promise<void> {
  while (!existsSync(gate.begun)) await sleep(20);
}

describe.each(kinds)('a native call in %s', (kind) => {
  test('that exceeds its timeout is rejected, and the next task gets a new worker', async () => {
    await using pool = new Pool(tasks, { kind, processes: 1 });
    const late = rejection(pool.apply(block, [gate], { timeout: 200 }));
    const next = pool.apply(answer, ['next']);
    expect(await late).toBeInstanceOf(TimeoutError);
    expect(await next).toBe('next');
  });

  test('that exceeds the timeout of mapSettled fails one item', async () => {
    await using pool = new Pool(tasks, { kind, processes: 1 });
    const results = await pool.mapSettled(blockIfGate, [1, gate, 3], { timeout: 5000, chunkSize: 3 });
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  test('that is aborted does not delay the next task', async () => {
    await using pool = new Pool(tasks, { kind, processes: 1 });
    const controller = new AbortController();
    const aborted = rejection(pool.apply(block, [gate], { signal: controller.signal }));
    await begun();
    const next = pool.apply(answer, ['next']);
    controller.abort();
    expect(await aborted).toMatchObject({ name: 'AbortError' });
    expect(await next).toBe('next');
  });

  test('does not delay terminate and join', async () => {
    const pool = new Pool(tasks, { kind, processes: 2 });
    const running = rejection(pool.apply(block, [gate]));
    await begun();
    await pool.terminate();
    expect(await running).toBeInstanceOf(PoolClosedError);
    await pool.join();
  });

  test('that was aborted does not delay close and join', async () => {
    const pool = new Pool(tasks, { kind, processes: 1 });
    const controller = new AbortController();
    const aborted = rejection(pool.apply(block, [gate], { signal: controller.signal }));
    await begun();
    controller.abort();
    await aborted;
    pool.close();
    await pool.join();
  });

  test('after the last task of a worker delays neither its successor nor close and join', async () => {
    const pool = new Pool(tasks, { kind, processes: 1, maxTasksPerChild: 1 });
    expect(await pool.apply(blockLater, [gate])).toBe('blocks later');
    expect(await pool.apply(answer, ['next'])).toBe('next');
    pool.close();
    await pool.join();
  });

  test('releases its lock as a dead holder does', async () => {
    const lock = new Lock();
    await using pool = new Pool(tasks, { kind, processes: 1 });
    const controller = new AbortController();
    const aborted = rejection(pool.apply(blockWithLock, [lock, gate], { signal: controller.signal }));
    await begun();
    controller.abort();
    await aborted;
    expect(await rejection(lock.acquire())).toBeInstanceOf(HolderDiedError);
    expect(await lock.recover()).toBe(true);
  });
});

describe.each(kinds)('a Process in %s inside a native call', (kind) => {
  test.each([
    ['terminate', -15],
    ['kill', -9],
  ] as const)('ends at %s()', async (how, exitCode) => {
    const child = new Process(tasks, { target: block, args: [gate], kind });
    child.start();
    await begun();
    child[how]();
    expect(await child.join(10_000)).toBe(true);
    expect(child.exitCode).toBe(exitCode);
    expect(child.isAlive()).toBe(false);
    child.close();
  });

  test('releases its lock as a dead holder does', async () => {
    const lock = new Lock();
    const child = new Process(tasks, { target: blockWithLock, args: [lock, gate], kind });
    child.start();
    await begun();
    child.terminate();
    expect(await child.join(10_000)).toBe(true);
    expect(await rejection(lock.acquire())).toBeInstanceOf(HolderDiedError);
    expect(await lock.recover()).toBe(true);
  });
});

test('a thread in Atomics.wait ends at its timeout', async () => {
  const memory = new Int32Array(new SharedArrayBuffer(4));
  await using pool = new Pool(tasks, { kind: 'threads', processes: 1 });
  const late = rejection(pool.apply(waitOnMemory, [memory, gate], { timeout: 200 }));
  expect(await late).toBeInstanceOf(TimeoutError);
  expect(await pool.apply(answer, ['next'])).toBe('next');
});

test('an abandoned thread ends when its native call returns, and the pool ignores it', async () => {
  const ends: Promise<unknown>[] = [];
  const note = (worker: Worker): void => void ends.push(new Promise((resolve) => worker.once('exit', resolve)));
  process.on('worker', note);
  const exited: unknown[] = [];
  const observer = { workerExited: (exit: { worker: number }) => exited.push(exit.worker) };
  {
    await using pool = new Pool(tasks, { kind: 'threads', processes: 1, observer });
    expect(await rejection(pool.apply(block, [gate], { timeout: 200 }))).toBeInstanceOf(TimeoutError);
    expect(exited).toEqual([0]);
    expect(await pool.apply(answer, ['next'])).toBe('next');
    open();
    await ends[0];
    expect(await pool.map(answer, [1, 2])).toEqual([1, 2]);
  }
  process.off('worker', note);
  await Promise.all(ends);
  expect(exited).toEqual([0, 1]);
});
