import { describe, expect, it } from 'vitest';
import { bootstrapMedians, estimateMedian, RESAMPLES } from '../../../src/report/statistics/bootstrap.ts';
import { seededRandom } from '../../../src/math/seeded-random.ts';

const noise = (seed: number, count: number, middle: number, width: number): number[] => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => middle + width * (random() + random() + random() - 1.5));
};

describe('estimateMedian', () => {
  it('is the same for the same seed', () => {
    const groups = [noise(1, 8, 2, 0.1), noise(2, 8, 2.1, 0.1)];
    expect(estimateMedian(groups, seededRandom(4))).toEqual(estimateMedian(groups, seededRandom(4)));
  });

  it('is a single value for one round', () => {
    expect(estimateMedian([[3]], seededRandom(1))).toEqual({ value: 3, ci95: [3, 3] });
  });

  it('resamples at least 2,000 times', () => {
    expect(RESAMPLES).toBeGreaterThanOrEqual(2000);
    expect(bootstrapMedians([[1, 2, 3]], seededRandom(1))).toHaveLength(RESAMPLES);
  });

  it('contains its median, whatever the groups', () => {
    for (let seed = 0; seed < 20; seed++) {
      const groups = Array.from({ length: 1 + (seed % 4) }, (_, group) =>
        noise(seed * 9 + group, 1 + (seed % 5), 3, 1),
      );
      const { value, ci95 } = estimateMedian(groups, seededRandom(seed));
      expect(ci95[0]).toBeLessThanOrEqual(value);
      expect(ci95[1]).toBeGreaterThanOrEqual(value);
    }
  });

  it('narrows with more rounds in a replica', () => {
    const width = (count: number): number => {
      const { ci95 } = estimateMedian([noise(3, count, 2, 0.2)], seededRandom(1));
      return ci95[1] - ci95[0];
    };
    expect(width(200)).toBeLessThan(width(10) / 2);
  });

  it('does not narrow with more rounds in replicas that disagree', () => {
    const groups = [noise(1, 100, 1.5, 0.01), noise(2, 100, 2, 0.01), noise(3, 100, 2.5, 0.01)];
    const { ci95 } = estimateMedian(groups, seededRandom(1));
    expect(ci95[0]).toBeLessThan(1.6);
    expect(ci95[1]).toBeGreaterThan(2.4);
    // The same rounds taken as if they came from one process look far too sure.
    const pooled = estimateMedian([groups.flat()], seededRandom(1)).ci95;
    expect(pooled[1] - pooled[0]).toBeLessThan((ci95[1] - ci95[0]) / 2);
  });

  it('covers the true median about as often as stated', () => {
    let covered = 0;
    for (let seed = 0; seed < 100; seed++) {
      const { ci95 } = estimateMedian([noise(seed + 1000, 25, 2, 0.3)], seededRandom(seed));
      if (ci95[0] <= 2 && 2 <= ci95[1]) covered++;
    }
    expect(covered).toBeGreaterThanOrEqual(88);
  });

  it('rejects groups without a value', () => {
    expect(() => bootstrapMedians([[], []], seededRandom(1))).toThrow('Expected at least one value');
  });
});
