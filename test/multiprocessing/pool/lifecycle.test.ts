import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { PoolClosedError } from '../../../src/multiprocessing/index.ts';
import { sleepFor, square, wait, writeAtExit } from '../fixtures/tasks.ts';
import { kinds, poolOf, rejection } from '../kinds.ts';
import { livingChildren } from '../processes-left.ts';

const run = promisify(execFile);
const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/${name}.ts`, import.meta.url));

test('a busy process does not outlive a parent that was killed', async () => {
  const parent = spawn(process.execPath, [fixture('spinning')], { stdio: ['ignore', 'pipe', 'inherit'] });
  const pid = Number(await new Promise((resolve) => parent.stdout.once('data', (text) => resolve(String(text)))));
  expect(process.kill(pid, 0)).toBe(true);
  await sleep(500);
  parent.kill('SIGKILL');
  await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
});

test('join waits for the exit handlers of processes', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'exit-handlers-')), 'at-exit.txt');
  const pool = poolOf('processes', { processes: 1 });
  await pool.apply(writeAtExit, [file]);
  pool.close();
  await pool.join();
  expect(readFileSync(file, 'utf8')).toBe('written');
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    // No worker is left to send to.
    return false;
  }
}

describe.each(kinds)('the life cycle of a pool in %s', (kind) => {
  test('close finishes the work and accepts no more; join waits for it', async () => {
    const pool = poolOf(kind);
    const result = pool.map(sleepFor, [30, 20, 10]);
    await expect(pool.join()).rejects.toThrow(/still running/);
    pool.close();
    pool.close();
    await expect(pool.map(square, [1])).rejects.toThrow(PoolClosedError);
    expect(() => pool.applyAsync(square, [1])).toThrow(/closed and takes no more work/);
    await pool.join();
    expect(await result).toEqual([30, 20, 10]);
    await pool.terminate();
  });

  test('terminate ends endless loops and rejects waiting calls in bounded time', async () => {
    const before = new Set(livingChildren());
    const pool = poolOf(kind);
    await pool.ready();
    const pending = Array.from({ length: 10_000 }, () => pool.applyAsync(wait, [60_000]));
    const map = rejection(pool.map(wait, [60_000, 60_000]));
    await new Promise((resolve) => setTimeout(resolve, 50));
    const startedMs = performance.now();
    await Promise.all([pool.terminate(), pool.terminate()]);
    expect(performance.now() - startedMs).toBeLessThan(2000);
    expect(await map).toBeInstanceOf(PoolClosedError);
    const outcomes = await Promise.allSettled(pending);
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
    expect(livingChildren().filter((pid) => !before.has(pid))).toEqual([]);
    pool.close();
    await pool.join();
    await expect(pool.map(square, [1])).rejects.toThrow(/terminated/);
  });

  test('terminate right after the start, and await using, leave nothing behind', async () => {
    const before = new Set(livingChildren());
    await poolOf(kind).terminate();
    {
      await using pool = poolOf(kind);
      expect(await pool.map(square, [2])).toEqual([4]);
    }
    expect(livingChildren().filter((pid) => !before.has(pid))).toEqual([]);
  });

  test('idle workers are reused, and more workers than tasks are harmless', async () => {
    await using pool = poolOf(kind, { processes: 4 });
    await pool.ready();
    const seen = new Set<string>();
    for (let round = 0; round < 10; round++) seen.add(await pool.apply<[], string>('whoAmI', []));
    expect(seen.size).toBeLessThanOrEqual(4);
    expect(await pool.map(square, [1])).toEqual([1]);
  });

  test('a program ends by itself after its work, without closing the pool', async () => {
    const { stdout } = await run(process.execPath, [fixture('guarded'), kind], { timeout: 30_000 });
    expect(stdout.trim()).toBe('1,4,9');
  });

  test('a module that creates a pool from itself gets an error that names the guard', async () => {
    const { stdout } = await run(process.execPath, [fixture('unguarded'), kind], { timeout: 30_000 });
    expect(stdout).toMatch(/^NestedPoolError: .*unguarded\.ts.*isMain/);
  });
});
