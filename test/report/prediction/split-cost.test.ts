import { describe, expect, it } from 'vitest';
import { splitCost } from '../../../src/report/prediction/split-cost.ts';

const cost = (messages: number, items: number, perMessage: number, perItem: number) => ({
  messages,
  items,
  totalMs: messages * perMessage + items * perItem,
});

describe('splitCost', () => {
  it('finds both parts from two chunk sizes', () => {
    const split = splitCost([cost(1000, 1000, 0.02, 0.003), cost(16, 1000, 0.02, 0.003)], 0.5);
    expect(split.perMessageMs).toBeCloseTo(0.02);
    expect(split.perItemMs).toBeCloseTo(0.003);
  });

  it('uses the usual message cost if there is only one chunk size', () => {
    const split = splitCost([cost(10, 1000, 0.02, 0.003)], 0.02);
    expect(split.perMessageMs).toBeCloseTo(0.02);
    expect(split.perItemMs).toBeCloseTo(0.003);
  });

  it('never explains more than was measured', () => {
    expect(splitCost([cost(10, 1000, 0.001, 0)], 0.02)).toEqual({ perMessageMs: 0.001, perItemMs: 0 });
  });

  it('has no negative parts when the points contradict each other', () => {
    const split = splitCost(
      [
        { messages: 1000, items: 1000, totalMs: 1 },
        { messages: 10, items: 1000, totalMs: 5 },
      ],
      0.01,
    );
    expect(split.perMessageMs).toBe(0);
    expect(split.perItemMs).toBeCloseTo(0.003);
  });

  it('falls back to the usual message when nothing was measured', () => {
    expect(splitCost([], 0.01)).toEqual({ perMessageMs: 0.01, perItemMs: 0 });
  });
});
