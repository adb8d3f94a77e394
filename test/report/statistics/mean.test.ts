import { describe, expect, it } from 'vitest';
import { estimateMean, estimateRatio } from '../../../src/report/statistics/mean.ts';
import { seededRandom } from '../../../src/math/seeded-random.ts';

describe('the mean with its interval', () => {
  it('agrees with the textbook', () => {
    // Of 1, 2, 3, 4, 5: deviation 1.5811, t with four degrees of freedom 2.776.
    const { value, ci95 } = estimateMean([1, 2, 3, 4, 5]);
    expect(value).toBe(3);
    expect(ci95[0]).toBeCloseTo(3 - 1.963, 3);
    expect(ci95[1]).toBeCloseTo(3 + 1.963, 3);
  });

  it('contains the true mean in 95 of 100 cases, for few values and for many', () => {
    const random = seededRandom(7);
    const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    for (const count of [2, 5, 12, 40]) {
      let held = 0;
      for (let turn = 0; turn < 4_000; turn++) {
        const [low, high] = estimateMean(Array.from({ length: count }, normal)).ci95;
        if (low <= 0 && high >= 0) held++;
      }
      expect(held / 4_000, `of ${count} values`).toBeGreaterThan(0.935);
      expect(held / 4_000, `of ${count} values`).toBeLessThan(0.965);
    }
  });

  it('is infinitely wide for one value, and throws without values', () => {
    expect(estimateMean([2])).toEqual({ value: 2, ci95: [-Infinity, Infinity] });
    expect(() => estimateMean([])).toThrow('at least one value');
  });
});

describe('the ratio of two means with its interval', () => {
  it('is that of the means, not the mean of the ratios', () => {
    expect(
      estimateRatio([
        [2, 1],
        [2, 3],
      ]).value,
    ).toBe(1);
    // Proportional pairs leave no doubt.
    expect(
      estimateRatio([
        [2, 1],
        [6, 3],
        [4, 2],
      ]),
    ).toEqual({ value: 2, ci95: [2, 2] });
  });

  it('contains the true ratio in 95 of 100 cases', () => {
    const random = seededRandom(11);
    let held = 0;
    for (let turn = 0; turn < 4_000; turn++) {
      // Above has mean 1.5, below 0.75; both as a machine with a neighbour that comes and goes.
      const pairs = Array.from({ length: 20 }, (): [number, number] => [1 + random(), random() < 0.5 ? 1 : 0.5]);
      const [low, high] = estimateRatio(pairs).ci95;
      if (low <= 2 && high >= 2) held++;
    }
    expect(held / 4_000).toBeGreaterThan(0.93);
    expect(held / 4_000).toBeLessThan(0.97);
  });

  it('is infinitely wide for one pair', () => {
    expect(estimateRatio([[3, 2]])).toEqual({ value: 1.5, ci95: [-Infinity, Infinity] });
  });
});
