import { serialize } from 'node:v8';
import { expect, it } from 'vitest';
import { nowMs } from '../../src/recorder/clock.ts';
import { field, SLOT_NUMBERS, TRANSFER_SIZES } from '../../src/recorder/format/layout.ts';
import { isSampled, sampleMessage } from '../../src/recorder/message-sampler.ts';
import { ThreadLog } from '../../src/recorder/thread-log.ts';
import { Transfers } from '../../src/recorder/transfers.ts';

function logOf(messagesIn: number): ThreadLog {
  const log = new ThreadLog(new Float64Array(SLOT_NUMBERS), 1, null, nowMs(), true);
  log.add(field.messagesIn, messagesIn);
  return log;
}

const small = 'ready';
const large = { text: 'x'.repeat(10_000) };
const [smallBytes, largeBytes] = [small, large].map((value) => serialize(value).byteLength);

it('counts a sample for all messages since the last one', () => {
  const log = logOf(1);
  sampleMessage(log, small, 'advanced');
  log.add(field.messagesIn, 15);
  sampleMessage(log, large, 'advanced');
  expect(log.get(field.sampledIn)).toBe(16);
  expect(log.get(field.sampledBytes)).toBe((smallBytes ?? 0) + 15 * (largeBytes ?? 0));
  expect(log.get(field.sampledCloneInMs)).toBeGreaterThan(0);
});

it('measures a message between processes as JSON', () => {
  const log = logOf(1);
  sampleMessage(log, large, 'json');
  expect(log.get(field.sampledBytes)).toBe(JSON.stringify(large).length);
});

it('leaves out a message that is too large to be copied', () => {
  const log = logOf(1);
  sampleMessage(log, new Uint8Array(65 << 20), 'advanced');
  expect(log.get(field.sampledIn)).toBe(0);
});

it('leaves out the bytes that were transferred or are shared', () => {
  const isTransferred = (size: number): boolean => size === 1 << 20;
  const [moved, copied] = [new Uint8Array(1 << 20), new Uint8Array(1_000)];
  const sizeOf = (value: unknown): number => {
    const log = logOf(1);
    sampleMessage(log, value, 'advanced', isTransferred);
    expect(log.get(field.sampledIn)).toBe(1);
    return log.get(field.sampledBytes);
  };
  expect(sizeOf(moved)).toBeLessThan(100);
  expect(sizeOf(moved.buffer)).toBeLessThan(100);
  const shared = new Float64Array(new SharedArrayBuffer(80_000));
  for (const value of [{ moved, copied }, { moved, shared, copied }, [shared, shared.buffer, copied]])
    expect(sizeOf(value)).toBeGreaterThan(1_000);
  for (const value of [{ moved, copied }, { moved, shared, copied }, [shared, shared.buffer, copied]])
    expect(sizeOf(value)).toBeLessThan(1_200);
});

it('takes a buffer for transferred that has the size of one', () => {
  const sizes = new Int32Array(TRANSFER_SIZES);
  const [inMain, inWorker] = [new Transfers(sizes, true), new Transfers(sizes, false)];
  inMain.sent([new ArrayBuffer(8e6)]);
  inWorker.sent({ transfer: [new ArrayBuffer(5e6)] });
  for (const other of [undefined, null, 1, {}, [], [1, {}], { transfer: 1 }]) inMain.sent(other);
  expect(inWorker.has(8e6, false)).toBe(true);
  expect(inMain.has(8e6, false)).toBe(false);
  expect(inMain.has(5e6, false)).toBe(true);
  expect(inWorker.has(5e6, false)).toBe(false);
  expect(inWorker.has(5e6, true)).toBe(true);
  expect(inWorker.has(8e6 + 1, true)).toBe(false);
  expect(inWorker.has(0, true)).toBe(false);
});

it('samples the first messages, then fewer, and none when that has taken long', () => {
  const log = logOf(0);
  const sampled = Array.from({ length: 64 }, (_, message) => message).filter((message) =>
    isSampled(log, message, nowMs()),
  );
  expect(sampled).toEqual([0, 1, 2, 4, 8, 16, 32, 48]);
  log.add(field.samplingMs, 100);
  expect(isSampled(log, 64, nowMs())).toBe(false);
  expect(isSampled(log, 64, nowMs() + 60_000)).toBe(true);
});

it('counts the time until the first message as start-up in workers only', () => {
  const loadedMs = (isWorker: boolean): number => {
    const log = new ThreadLog(new Float64Array(SLOT_NUMBERS), 0, null, nowMs(), isWorker);
    log.messageIn(1, nowMs() + 1_000);
    return log.get(field.loadedMs);
  };
  expect(loadedMs(false)).toBe(-1);
  expect(loadedMs(true)).toBeGreaterThanOrEqual(0);
});

it('has a worker without messages at work from its start', () => {
  const log = logOf(0);
  expect(log.isAtWork).toBe(true);
  log.messageIn({ id: 1 }, nowMs());
  expect(log.isAtWork).toBe(true);
  log.messageOut({ id: 1 }, nowMs());
  expect(log.isAtWork).toBe(false);
});
