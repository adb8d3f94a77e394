import { describe, expect, it } from 'vitest';
import { measureSpread } from '../../../src/report/statistics/spread.ts';

describe('measureSpread', () => {
  it('separates the variation between replicas from that within them', () => {
    const spread = measureSpread([
      [1.9, 2, 2.1],
      [2.9, 3, 3.1],
      [3.9, 4, 4.1],
    ]);
    expect(spread.replicas).toBe(3);
    // Medians 2, 3, 4 deviate by 1, the median of all is 3; inside, every group deviates by 0.1.
    expect(spread.between).toBeCloseTo(1 / 3);
    expect(spread.within).toBeCloseTo(0.1 / 3);
  });

  it('is null if the data is insufficient', () => {
    expect(measureSpread([[2, 2.2]])).toMatchObject({ replicas: 1, between: null });
    expect(measureSpread([[2], [2.2]])).toMatchObject({ replicas: 2, within: null });
  });
});
