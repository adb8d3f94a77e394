import { expect, it } from 'vitest';
import { LongItems } from '../../../src/engine/run/long-items.ts';
import type { RunEvent } from '../../../src/model/run-event.ts';

function watched(labels: string[]) {
  const events: RunEvent[] = [];
  const skip = new AbortController();
  let kills = 0;
  const items = new LongItems(
    (event) => events.push(event),
    skip.signal,
    () => kills++,
  );
  items.begin(labels);
  return { events, items, skip, kills: () => kills };
}

it('reports the running item with its text, and that its call returned', () => {
  const { events, items } = watched(['62', '61']);
  items.note({ item: 1, forMs: 12_000 });
  items.note({ item: 7, forMs: 2_000 });
  items.note(null);
  expect(events).toEqual([
    { type: 'longItem', longItem: { item: 1, input: '61', forMs: 12_000 } },
    { type: 'longItem', longItem: { item: 7, input: null, forMs: 2_000 } },
    { type: 'longItem', longItem: null },
  ]);
});

it('skips the running item at once, later ones after two seconds, by their positions among all', () => {
  const { events, items, skip, kills } = watched(['a', 'b', 'c', 'd']);
  items.note({ item: 1, forMs: 1_600 });
  expect([kills(), items.takeSkipped()]).toEqual([0, false]);
  skip.abort();
  expect(kills()).toBe(1);
  // The process is being killed.
  items.note({ item: 1, forMs: 1_900 });
  expect([items.takeSkipped(), items.positions]).toEqual([true, [1]]);

  items.begin(['a', 'c', 'd']);
  items.note({ item: 1, forMs: 1_600 });
  expect(kills()).toBe(1);
  items.note({ item: 1, forMs: 2_100 });
  expect([kills(), items.takeSkipped(), items.positions]).toEqual([2, true, [1, 2]]);

  items.begin(['a', 'd']);
  items.note({ item: 0, forMs: 2_100 });
  expect([items.takeSkipped(), items.positions]).toEqual([true, [0, 1, 2]]);
  expect(events.findLast(({ type }) => type === 'skippedItems')).toMatchObject({
    items: [{ input: 'b' }, { input: 'c' }, { input: 'a' }],
  });
});

it('does not report a skip if the process ended by itself', () => {
  const { items } = watched([]);
  items.note({ item: 3, forMs: 5_000 });
  expect(items.takeSkipped()).toBe(false);
});
