import { describe, expect, test } from 'vitest';
import { ConnectionClosedError, Pipe } from '../../../src/multiprocessing/index.ts';
import { joinWell, start } from '../children.ts';
import { echo } from '../fixtures/shared-tasks.ts';
import { kinds, rejection } from '../kinds.ts';

test('messages keep their boundaries, even empty ones', async () => {
  const [a, b] = Pipe();
  const messages = ['', 'abc', '', [1, [2]], new Map([['k', 1n]]), null, undefined, new Uint8Array(0)];
  for (const message of messages) await a.send(message);
  for (const message of messages) expect(await b.recv()).toEqual(message);
  await b.sendBytes(new Uint8Array([1, 2]));
  b.sendBytesSync(new Uint8Array(0));
  b.sendBytesSync(new Uint8Array([3]));
  expect([await a.recvBytes(), a.recvBytesSync(), a.recvBytesSync()]).toEqual([
    new Uint8Array([1, 2]),
    new Uint8Array(0),
    new Uint8Array([3]),
  ]);
});

test('poll detects messages, immediately and within a timeout', async () => {
  const [a, b] = Pipe<string>();
  expect([await b.poll(), b.pollSync(30)]).toEqual([false, false]);
  const polling = b.poll(10_000);
  a.sendSync('x');
  expect([await polling, b.pollSync(), b.recvSync()]).toEqual([true, true, 'x']);
  expect(await b.poll()).toBe(false);
});

test('without duplex one end only receives and the other only sends', async () => {
  const [receiver, sender] = Pipe<number>(false);
  expect([receiver.readable, receiver.writable, sender.readable, sender.writable]).toEqual([true, false, false, true]);
  await sender.send(1);
  expect(await receiver.recv()).toBe(1);
  expect((await rejection(receiver.send(1))).message).toContain('can only receive');
  expect(() => sender.recvSync()).toThrow('can only send');
});

test('closing an end ends the other one, after earlier messages', async () => {
  const [a, b] = Pipe<number>();
  await a.send(1);
  await a.close();
  await a.close();
  expect(a.closed).toBe(true);
  expect(await rejection(a.send(2))).toBeInstanceOf(ConnectionClosedError);
  expect([await b.recv(), await b.poll()]).toEqual([1, true]);
  expect(await rejection(b.recv())).toBeInstanceOf(ConnectionClosedError);
  expect(() => b.sendSync(1)).toThrow('broken pipe');
  {
    using closing = b;
    expect(closing.closed).toBe(false);
  }
  expect(b.closed).toBe(true);
});

describe.each(kinds)('a pipe between this program and %s', (kind) => {
  test('carries messages both ways, even one of 16 MiB, and ends with its other end', async () => {
    const [here, there] = Pipe();
    const child = start(kind, echo, [there]);
    await there.close();
    for (const message of ['', { a: [1n] }, new Float64Array([1, 2.5])]) {
      await here.send(message);
      expect(await here.recv()).toEqual(message);
    }
    const large = new Uint8Array(16 * 1024 * 1024).fill(7);
    large[12_345_678] = 9;
    await here.send(large);
    const back = (await here.recv()) as Uint8Array;
    expect(Buffer.compare(back, large)).toBe(0);
    await here.close();
    await joinWell(child);
  });

  test('ends when the worker at the other end dies', async () => {
    const [here, there] = Pipe();
    const child = start(kind, echo, [there]);
    there.closeSync();
    await here.send('alive');
    expect(await here.recv()).toBe('alive');
    const waiting = rejection(here.recv());
    child.kill();
    expect(await waiting).toBeInstanceOf(ConnectionClosedError);
    await child.join();
  });
});
