import { serialize } from 'node:v8';
import { describe, expect, test } from 'vitest';
import {
  ClosedError,
  HolderDiedError,
  JoinableQueue,
  Queue,
  QueueEmptyError,
  QueueFullError,
  SimpleQueue,
  Value,
} from '../../../src/multiprocessing/index.ts';
import { joinWell, start } from '../children.ts';
import { consume, produce, takeAndDie, tellWho } from '../fixtures/shared-tasks.ts';
import { kinds, rejection } from '../kinds.ts';

test('is first in, first out, with correct sizes', async () => {
  const queue = new Queue<number>(3);
  expect([await queue.empty(), await queue.full(), await queue.qsize()]).toEqual([true, false, 0]);
  await queue.put(1);
  queue.putSync(2);
  expect([queue.emptySync(), queue.fullSync(), queue.qsizeSync()]).toEqual([false, false, 2]);
  await queue.putNowait(3);
  expect(await queue.full()).toBe(true);
  expect([await queue.get(), queue.getSync(), await queue.getNowait()]).toEqual([1, 2, 3]);
  expect(new Queue().fullSync()).toBe(false);
});

test('an empty queue throws at once without waiting, otherwise after its timeout', async () => {
  const queue = new Queue();
  expect(await rejection(queue.getNowait())).toBeInstanceOf(QueueEmptyError);
  expect(() => queue.getNowaitSync()).toThrow(QueueEmptyError);
  const before = performance.now();
  expect(await rejection(queue.get(80))).toBeInstanceOf(QueueEmptyError);
  expect(() => queue.getSync(80)).toThrow(QueueEmptyError);
  expect(performance.now() - before).toBeGreaterThan(150);
});

test('a full queue throws at once without waiting, and completes a waiting put when there is space', async () => {
  const queue = new Queue<string>(1);
  await queue.put('a');
  expect(await rejection(queue.putNowait('b'))).toBeInstanceOf(QueueFullError);
  expect(() => queue.putSync('b', 30)).toThrow(QueueFullError);
  const waiting = queue.put('b');
  expect(await queue.get()).toBe('a');
  await waiting;
  expect(await queue.get()).toBe('b');
});

test('a value that cannot be cloned fails in put and leaves the queue unchanged', async () => {
  const queue = new Queue();
  expect((await rejection(queue.put(() => 1))).message).toContain('expected an item that can be cloned');
  expect(() => queue.putSync(Symbol('x'))).toThrow(TypeError);
  await queue.put('next');
  expect([await queue.qsize(), await queue.get()]).toEqual([1, 'next']);
});

test('put and get on a closed queue are errors', async () => {
  const queue = new Queue();
  queue.close();
  expect(await rejection(queue.put(1))).toBeInstanceOf(ClosedError);
  expect((await rejection(queue.get())).message).toContain('is closed');
  expect(() => queue.getNowaitSync()).toThrow('is closed');
});

test('items of any size and kind keep their values while the memory grows and wraps around', async () => {
  const queue = new Queue();
  const sent: Buffer[] = [];
  const random = randomNumbers(7);
  const same = (item: unknown): boolean => sent.shift()?.equals(serialize(item)) === true;
  for (let i = 0; i < 400; i++) {
    const bytes = new Uint8Array(Math.floor(random() * 20_000)).fill(i);
    const item = i % 3 === 0 ? bytes : { i, text: 'ä'.repeat(random() * 50) };
    sent.push(serialize(item));
    await queue.put(item);
    if (random() < 0.6) expect(same(await queue.get())).toBe(true);
  }
  while (sent.length > 0) expect(same(queue.getSync())).toBe(true);
  expect(await queue.empty()).toBe(true);
});

test('an item larger than the memory limit is refused; smaller ones wait for space', async () => {
  const queue = new Queue<Uint8Array>(0, { maxBytes: 64 * 1024 });
  expect(await rejection(queue.put(new Uint8Array(70_000)))).toBeInstanceOf(QueueFullError);
  await queue.put(new Uint8Array(40_000));
  expect(await rejection(queue.put(new Uint8Array(40_000), 30))).toBeInstanceOf(QueueFullError);
  await queue.get();
  await queue.put(new Uint8Array(40_000));
  expect((await queue.get()).length).toBe(40_000);
});

test('taskDone more often than put is an error, and join waits for all items', async () => {
  const queue = new JoinableQueue<number>();
  expect(await queue.join()).toBe(true);
  await queue.put(1);
  expect([await queue.join(0), queue.joinSync(20)]).toEqual([false, false]);
  await queue.get();
  await queue.taskDone();
  expect(queue.joinSync()).toBe(true);
  expect(() => queue.taskDoneSync()).toThrow('more often than items were put');
});

describe.each(kinds)('a queue between this program and %s', (kind) => {
  test('delivers all items of two producers, each in order, and is empty afterwards', async () => {
    const queue = new Queue<number>(5);
    const children = [start(kind, produce, [queue, 0, 10]), start(kind, produce, [queue, 10, 20])];
    const got: number[] = [];
    for (let i = 0; i < 20; i++) got.push(await queue.get(20_000));
    expect(got.filter((n) => n < 10)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(got.filter((n) => n >= 10)).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
    expect(await rejection(queue.get(0))).toBeInstanceOf(QueueEmptyError);
    await joinWell(...children);
  });

  test('serves several consumers and reports when all work is done', async () => {
    const [queue, sum] = [new JoinableQueue<number | null>(), new Value('i', 0, { lock: false })];
    const children = [0, 1].map(() => start(kind, consume, [queue, sum]));
    for (let i = 1; i <= 100; i++) await queue.put(i);
    expect(await queue.join(30_000)).toBe(true);
    expect(sum.value).toBe(5050);
    await queue.put(null);
    await queue.put(null);
    await joinWell(...children);
  });

  test('join throws if a consumer died with an item', async () => {
    const queue = new JoinableQueue<number>();
    const child = start(kind, takeAndDie as (queue: JoinableQueue<number>) => Promise<void>, [queue], {
      name: 'Taker',
    });
    await queue.put(1);
    const error = await rejection(queue.join());
    expect(error).toBeInstanceOf(HolderDiedError);
    expect(error.message).toContain('Taker (');
    await child.join();
  });

  test('can be a SimpleQueue', async () => {
    const queue = new SimpleQueue();
    const child = start(kind, tellWho, [queue, 'x']);
    expect(await queue.get()).toMatchObject({ args: ['x'] });
    expect(await queue.empty()).toBe(true);
    queue.close();
    expect(await rejection(queue.put(1))).toBeInstanceOf(ClosedError);
    await joinWell(child);
  });
});

/** The same numbers from 0 to 1 in every run. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16807) % 2147483647) / 2147483647;
}
