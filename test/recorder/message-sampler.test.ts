import { serialize } from 'node:v8';
import { expect, it } from 'vitest';
import { nowMs } from '../../src/recorder/clock.ts';
import { field, SLOT_NUMBERS } from '../../src/recorder/format/layout.ts';
import { isSampled, sampleMessage } from '../../src/recorder/message-sampler.ts';
import { ThreadLog } from '../../src/recorder/thread-log.ts';

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
