import { describe, expect, it } from 'vitest';
import { mean, median, quantile, standardDeviation, sum } from '../../src/math/median.ts';

describe('median', () => {
  it('is the middle value, or the mean of the two middle values', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([9, 1, 5, 4])).toBe(4.5);
    expect(median([3])).toBe(3);
  });

  it('sorts by value, not as text, and does not change its argument', () => {
    const values = [10, 9, 100];
    expect(median(values)).toBe(10);
    expect(values).toEqual([10, 9, 100]);
  });

  it('rejects an empty list', () => {
    expect(() => median([])).toThrow('Expected at least one number');
  });
});

describe('quantile', () => {
  it('is linear between neighbours', () => {
    const sorted = [10, 20, 30, 40, 50];
    expect(quantile(sorted, 0)).toBe(10);
    expect(quantile(sorted, 1)).toBe(50);
    expect(quantile(sorted, 0.25)).toBe(20);
    expect(quantile(sorted, 0.1)).toBeCloseTo(14);
    expect(quantile(sorted, 0.975)).toBeCloseTo(49);
  });
});

describe('sum, mean and standardDeviation', () => {
  it('agree with values computed by hand', () => {
    expect(sum([])).toBe(0);
    expect(mean([])).toBe(0);
    expect(mean([2, 4, 9])).toBe(5);
    expect(standardDeviation([2, 4, 9])).toBeCloseTo(Math.sqrt(13));
    expect(standardDeviation([2])).toBeNull();
  });
});
