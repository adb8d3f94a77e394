import { describe, expect, it } from 'vitest';
import { signedRanks } from '../../../src/report/statistics/signed-ranks.ts';

describe('signed ranks', () => {
  it('finds a difference in six values of one sign, with a probability of 2 in 64', () => {
    const { value, ci95, tails } = signedRanks([1, 2, 3, 4, 5, 6]);
    expect(tails).toBeCloseTo(2 / 64, 12);
    expect(value).toBe(3.5);
    expect(ci95).toEqual([1, 6]);
  });

  // Hollander and Wolfe, example 3.1: depression scores of nine patients, exact tails 0.0391, estimate -0.46, interval (-0.786, -0.010).
  it('agrees with the textbook', () => {
    const values = [-0.952, 0.147, -1.022, -0.43, -0.62, -0.59, -0.49, 0.08, -0.01];
    const { value, ci95, tails } = signedRanks(values);
    expect(tails).toBeCloseTo(0.0391, 4);
    expect(value).toBeCloseTo(-0.46, 2);
    expect(ci95[0]).toBeCloseTo(-0.786, 3);
    expect(ci95[1]).toBeCloseTo(-0.01, 3);
  });

  it('finds no difference if all values are 0', () => {
    expect(signedRanks([0, 0, 0, 0, 0, 0])).toEqual({ value: 0, ci95: [0, 0], tails: 1 });
  });

  it('is not moved by an outlier', () => {
    const values = [0.01, -0.02, 0.03, -0.01, 0.02, -0.03, 0, 0.01, -0.01, 0.02];
    expect(Math.abs(signedRanks([...values, 50]).value - signedRanks(values).value)).toBeLessThan(0.01);
  });
});
