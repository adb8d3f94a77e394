import { describe, expect, it } from 'vitest';
import { breakEvenItems } from '../../src/report/break-even.ts';

describe('breakEvenItems', () => {
  it('is the start-up time over the gain per item, rounded up', () => {
    expect(breakEvenItems(40, 10, 5)).toBe(8);
    expect(breakEvenItems(41, 10, 5)).toBe(9);
    expect(breakEvenItems(0, 10, 5)).toBe(0);
  });

  it('is null without a gain per item', () => {
    expect(breakEvenItems(40, 5, 5)).toBeNull();
    expect(breakEvenItems(40, 5, 6)).toBeNull();
    expect(breakEvenItems(40, Number.NaN, 6)).toBeNull();
  });
});
