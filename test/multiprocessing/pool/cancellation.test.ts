import { describe, expect, test } from 'vitest';
import { Event, TimeoutError } from '../../../src/multiprocessing/index.ts';
import { sleepFor, spinBehind, square, wait } from '../fixtures/tasks.ts';
import { kinds, poolOf, rejection } from '../kinds.ts';

describe.each(kinds)('cancelling in %s', (kind) => {
  test('an aborted signal rejects without running the task; its reason is the cause', async () => {
    await using pool = poolOf(kind);
    const error = await rejection(pool.map(square, [1], { signal: AbortSignal.abort('no need') }));
    expect(error).toMatchObject({ name: 'AbortError', cause: 'no need' });
  });

  test('a running call is killed, a waiting one is dropped, and later ones run', async () => {
    await using pool = poolOf(kind, { processes: 1 });
    await pool.ready();
    const running = new AbortController();
    const waiting = new AbortController();
    const runs = new Event();
    const first = rejection(pool.apply(spinBehind, [runs], { signal: running.signal }));
    const second = rejection(pool.apply(wait, [60_000], { signal: waiting.signal }));
    const third = pool.apply(square, [3]);
    waiting.abort();
    expect(await second).toMatchObject({ name: 'AbortError' });
    await runs.wait();
    running.abort('enough');
    expect(await first).toMatchObject({ name: 'AbortError', cause: 'enough' });
    expect(await third).toBe(9);
  });

  test('a map and an imap can be cancelled', async () => {
    await using pool = poolOf(kind);
    const map = new AbortController();
    const result = rejection(pool.map(wait, [60_000, 60_000, 60_000], { signal: map.signal }));
    const imap = new AbortController();
    const next = rejection(pool.imap(wait, [60_000], { signal: imap.signal }).next());
    await new Promise((resolve) => setTimeout(resolve, 100));
    map.abort();
    imap.abort();
    expect(await result).toMatchObject({ name: 'AbortError' });
    expect(await next).toMatchObject({ name: 'AbortError' });
    expect(await pool.map(square, [3])).toEqual([9]);
  });

  test('a timeout counts from the start of the task, not from the call', async () => {
    await using pool = poolOf(kind, { processes: 1 });
    await pool.ready();
    // Together they take more than the time that each has.
    const times = Array.from({ length: 6 }, () => 500);
    expect(await Promise.all(times.map((ms) => pool.apply(sleepFor, [ms], { timeout: 2500 })))).toEqual(times);
  });

  test('a task that exceeds its timeout is killed even in an endless loop', async () => {
    await using pool = poolOf(kind);
    const error = await rejection(pool.apply(wait, [600_000], { timeout: 100 }));
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error.message).toContain('100 ms');
    expect(await rejection(pool.map(wait, [1, 600_000, 1], { timeout: 1000 }))).toMatchObject({
      name: 'TimeoutError',
      itemIndex: 1,
    });
    expect(await pool.map(square, [3])).toEqual([9]);
  });
});
