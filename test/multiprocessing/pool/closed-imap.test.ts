import fc from 'fast-check';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import {
  CancelledError,
  Event,
  ProcessPoolExecutor,
  ThreadPoolExecutor,
  Value,
} from '../../../src/multiprocessing/index.ts';
import { countIn, failAt, passGate, sleepFor, square } from '../fixtures/tasks.ts';
import { kinds, poolOf, rejection, tasks } from '../kinds.ts';

async function* later(count: number): AsyncGenerator<number> {
  for (let item = 0; item < count; item++) yield await sleep(item % 10 === 0 ? 1 : 0, item);
}

describe.each(kinds)('imap of a closed pool in %s', (kind) => {
  const Executor = kind === 'threads' ? ThreadPoolExecutor : ProcessPoolExecutor;

  test('join resolves when everything has run, even without a consumer', async () => {
    const counter = new Value('i', 0);
    const pairs = Array.from({ length: 60 }, (_, n) => [counter, n] as const);
    const pool = poolOf(kind);
    const unread = pool.imap(countIn, pairs);
    pool.imapUnordered(countIn, pairs, { prefetch: 3, chunkSize: 2 });
    const slow = pool.imap(square, later(40));
    const failing = pool.imap(failAt, later(40));
    pool.close();
    await pool.join();
    expect(counter.value).toBe(120);
    // Unread results can still be read.
    const numbers: number[] = [];
    for await (const value of unread) numbers.push(value);
    expect(numbers).toEqual(pairs.map(([, n]) => n));
    expect(await slow.next()).toEqual({ value: 0, done: false });
    expect([await failing.next(), await failing.next(), await failing.next()]).toMatchObject([{ value: 0 }, {}, {}]);
    expect(await rejection(failing.next())).toMatchObject({ itemIndex: 3 });
  });

  test('a reader that is slow or stops does not delay join; an endless input is abandoned', async () => {
    const pool = poolOf(kind);
    let closed = false;
    function* endless(): Generator<number> {
      try {
        for (let item = 0; ; item++) yield item;
      } finally {
        closed = true;
      }
    }
    const results = pool.imap(square, endless());
    pool.close();
    const joined = pool.join();
    const values: number[] = [];
    for await (const value of results) if (values.push(value) === 5) break;
    expect(values).toEqual([0, 1, 4, 9, 16]);
    await joined;
    expect(closed).toBe(true);
  });

  test('shutdown waits for all of a map, or cancels unstarted calls', async () => {
    const counter = new Value('i', 0);
    const pairs = Array.from({ length: 30 }, (_, n) => n);
    const whole = new Executor(tasks, { maxWorkers: 2 });
    whole.map(
      countIn,
      pairs.map((n) => [counter, n] as const),
      { bufferSize: 3 },
    );
    await whole.shutdown();
    expect(counter.value).toBe(30);
    const cut = new Executor(tasks, { maxWorkers: 1 });
    await cut.submit(square, 1).result();
    const gate = new Event();
    const results = cut.map(
      passGate,
      pairs.map((n) => [gate, n] as const),
      { bufferSize: 5 },
    );
    const first = results.next();
    await sleep(100);
    const down = cut.shutdown({ cancelFutures: true });
    await gate.set();
    expect(await first).toEqual({ value: 0, done: false });
    let read = 1;
    const error = await rejection(
      (async () => {
        for await (const value of results) read += Number(value >= 0);
      })(),
    );
    expect(error).toBeInstanceOf(CancelledError);
    expect(read).toBeLessThan(6);
    await down;
  });

  test('results are those of a plain loop, whatever the sizes and delays', async () => {
    await using pool = poolOf(kind);
    await pool.ready();
    const plans = fc.record({
      delays: fc.array(fc.integer({ min: 0, max: 8 }), { maxLength: 30 }),
      chunkSize: fc.integer({ min: 1, max: 4 }),
      prefetch: fc.integer({ min: 1, max: 20 }),
      ordered: fc.boolean(),
      asyncInput: fc.boolean(),
      readerMs: fc.integer({ min: 0, max: 3 }),
      leaveAfter: fc.option(fc.nat(30), { freq: 2, nil: Infinity }),
    });
    async function* slowly(items: readonly number[]): AsyncGenerator<number> {
      for (const item of items) yield await sleep(item % 3, item);
    }
    await fc.assert(
      fc.asyncProperty(plans, async ({ delays, chunkSize, prefetch, ordered, asyncInput, readerMs, leaveAfter }) => {
        const input = asyncInput ? slowly(delays) : delays;
        const values: number[] = [];
        const results = pool[ordered ? 'imap' : 'imapUnordered'](sleepFor, input, { chunkSize, prefetch });
        for await (const value of results) {
          if (values.length >= leaveAfter) break;
          values.push(value);
          if (readerMs > 0) await sleep(readerMs);
        }
        const all = ordered ? values : values.toSorted((a, b) => a - b);
        const expected = ordered ? delays : delays.toSorted((a, b) => a - b);
        if (values.length < Math.min(delays.length, leaveAfter)) expect(values).toHaveLength(delays.length);
        if (ordered) expect(all).toEqual(expected.slice(0, Math.min(delays.length, leaveAfter)));
        else if (leaveAfter >= delays.length) expect(all).toEqual(expected);
      }),
      { numRuns: 25, seed: 7 },
    );
  });
});
