import { describe, expect, it } from 'vitest';
import {
  differingItems,
  digestItems,
  isSameDigests,
  sampledCount,
  stepFor,
} from '../../../src/engine/values/digest-items.ts';

const numbers = Array.from({ length: 10_000 }, (_, index) => index * 1.5);

describe('digestItems', () => {
  it('finds the only item that differs', () => {
    const changed = numbers.with(7_777, -1);
    expect(differingItems(digestItems(numbers, { step: 1 }), digestItems(changed, { step: 1 }))).toEqual([7_777]);
  });

  it('digests about one item per step, always the same ones', () => {
    const one = digestItems(numbers, { step: 9 });
    expect(one.lanes).toHaveLength(2 * sampledCount(10_000, 9));
    expect(isSameDigests(one, digestItems([...numbers], { step: 9 }))).toBe(true);
  });

  it('finds a difference in an item of the sample, and names that item', () => {
    const few = numbers.slice(0, 1_000);
    const sampled = digestItems(few, { step: 9 });
    const found = few.flatMap((_, item) => {
      const differing = differingItems(sampled, digestItems(few.with(item, -1), { step: 9 }));
      expect(differing.every((each) => each === item)).toBe(true);
      return differing;
    });
    expect(found).toHaveLength(sampledCount(1_000, 9));
  });

  it('samples items of every remainder, so that no pattern of the items escapes it', () => {
    for (const step of [2, 4, 10]) {
      const remainders = new Set(
        differingItems(
          digestItems(numbers, { step }),
          digestItems(
            numbers.map(() => -1),
            { step },
          ),
        ).map((item) => item % step),
      );
      expect(remainders.size).toBe(step);
    }
  });

  it('digests all items if there is time, and at least one', () => {
    expect(digestItems(numbers, { atMostMs: 60_000 }).step).toBe(1);
    const least = digestItems(numbers, { atMostMs: 0 });
    expect(least.lanes.length).toBeGreaterThanOrEqual(2);
    expect(digestItems([], { atMostMs: 0 }).lanes).toHaveLength(0);
  });

  it('distinguishes passes of different lengths', () => {
    expect(isSameDigests(digestItems([1, 2], { step: 2 }), digestItems([1], { step: 2 }))).toBe(false);
  });
});

it('stepFor takes as many items as fit into the time', () => {
  expect(stepFor(1_000_000, 0.0001, 300)).toBe(1);
  expect(stepFor(1_000_000, 0.003, 300)).toBe(10);
  expect(stepFor(5, 1_000, 300)).toBe(5);
});
