import { describe, expect, it } from 'vitest';
import { findOutliers } from '../../../src/report/statistics/outliers.ts';

describe('findOutliers', () => {
  it('finds a distant value at any distance', () => {
    expect(findOutliers([10, 10.1, 9.9, 10.05, 30, 9.95])).toEqual([4]);
    expect(findOutliers([10, 10.1, 9.9, 10.05, 3000, 9.95])).toEqual([4]);
  });

  it('finds several, on both sides', () => {
    expect(findOutliers([10, 10.1, 9.9, 10.05, 1, 9.95, 10, 10.02, 40])).toEqual([4, 8]);
  });

  it('finds none in an ordinary scatter', () => {
    expect(findOutliers([10, 10.1, 9.9, 10.05, 9.8, 10.2])).toEqual([]);
  });

  it('is not misled by a coarse clock that makes most values equal', () => {
    expect(findOutliers([10, 10, 10, 10, 10, 10.001])).toEqual([]);
    expect(findOutliers([10, 10, 10, 10, 10, 11])).toEqual([5]);
  });

  it('does not judge fewer than five', () => {
    expect(findOutliers([1, 1, 1, 100])).toEqual([]);
  });
});
