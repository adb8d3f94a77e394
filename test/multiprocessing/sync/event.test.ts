import { describe, expect, test } from 'vitest';
import { Event } from '../../../src/multiprocessing/index.ts';
import { joinWell, start } from '../children.ts';
import { waitForEvent } from '../fixtures/shared-tasks.ts';
import { kinds } from '../kinds.ts';

test('wait is false until the event is set, true at once while it is, and false after clear', async () => {
  const event = new Event();
  expect([await event.isSet(), await event.wait(0), event.waitSync(20), await event.wait(20)]).toEqual([
    false,
    false,
    false,
    false,
  ]);
  await event.set();
  event.setSync();
  expect([event.isSetSync(), await event.wait(), event.waitSync(), await event.wait(0)]).toEqual([
    true,
    true,
    true,
    true,
  ]);
  await event.clear();
  expect([await event.isSet(), await event.wait(0)]).toEqual([false, false]);
});

test('a waiter continues even if the event is cleared right after it was set', async () => {
  const event = new Event();
  const waiting = event.wait(5000);
  event.setSync();
  event.clearSync();
  expect(await waiting).toBe(true);
});

describe.each(kinds)('an event between this program and %s', (kind) => {
  test('wakes waiters on both sides', async () => {
    const [ready, event, back] = [new Event(), new Event(), new Event()];
    const children = [0, 1].map(() => start(kind, waitForEvent, [ready, event, back]));
    expect(await ready.wait(20_000)).toBe(true);
    expect(await back.wait(50)).toBe(false);
    await event.set();
    expect(back.waitSync(20_000)).toBe(true);
    await joinWell(...children);
  });
});
