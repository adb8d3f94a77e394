import { describe, expect, it } from 'vitest';
import { breakEvenItems } from '../../src/report/break-even.ts';

describe('breakEvenItems', () => {
  it('is start-up over what an item gains, rounded up', () => {
    expect(breakEvenItems(40, 10, 5)).toBe(8);
    expect(breakEvenItems(41, 10, 5)).toBe(9);
    expect(breakEvenItems(0, 10, 5)).toBe(0);
  });

  it('is never where an item does not gain', () => {
    expect(breakEvenItems(40, 5, 5)).toBeNull();
    expect(breakEvenItems(40, 5, 6)).toBeNull();
    expect(breakEvenItems(40, Number.NaN, 6)).toBeNull();
  });
});
