import { describe, expect, it } from 'vitest';
import { compareEstimates, ratioInterval } from '../../src/report/compare-estimates.ts';

const estimate = (value: number, low = value, high = value) => ({ value, ci95: [low, high] as [number, number] });

describe('ratioInterval', () => {
  it('with an exact number keeps the interval of the other', () => {
    expect(ratioInterval(estimate(2), estimate(3, 2.8, 3.4))).toEqual([
      expect.closeTo(1.4, 12),
      expect.closeTo(1.7, 12),
    ]);
    // Divided by: the upper limit makes the lower one.
    expect(ratioInterval(estimate(2, 1.6, 2.5), estimate(2))).toEqual([
      expect.closeTo(0.8, 12),
      expect.closeTo(1.25, 12),
    ]);
  });

  it('adds logarithmic half widths as the sides of a right triangle', () => {
    const [low, high] = ratioInterval(
      estimate(1, Math.exp(-0.04), Math.exp(0.04)),
      estimate(1, Math.exp(-0.03), Math.exp(0.03)),
    ) ?? [0, 0];
    expect(Math.log(low)).toBeCloseTo(-0.05, 12);
    expect(Math.log(high)).toBeCloseTo(0.05, 12);
  });

  it('is inverted if the runs are swapped', () => {
    const [before, after] = [estimate(2.9, 2.7, 3.0), estimate(3.6, 3.5, 3.8)];
    const [low, high] = ratioInterval(before, after) ?? [0, 0];
    const [otherLow, otherHigh] = ratioInterval(after, before) ?? [0, 0];
    expect(low * otherHigh).toBeCloseTo(1, 12);
    expect(high * otherLow).toBeCloseTo(1, 12);
  });

  it('is null if a limit is not above zero', () => {
    expect(ratioInterval(estimate(1, -0.2, 3), estimate(2, 1.9, 2.1))).toBeNull();
  });

  it('contains the true ratio about 95 times in 100', () => {
    // Normal errors with known standard error, so that the interval of each estimate is exact.
    let state = 11;
    const uniform = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
    const normal = (): number => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
    const draw = (truth: number, share: number) => {
      const value = truth * Math.exp(share * normal());
      return estimate(value, value * Math.exp(-1.96 * share), value * Math.exp(1.96 * share));
    };
    const held = Array.from({ length: 4000 }, () => ratioInterval(draw(3, 0.02), draw(3.3, 0.05))).filter(
      (interval) => interval !== null && interval[0] <= 1.1 && interval[1] >= 1.1,
    );
    expect(held.length / 4000).toBeGreaterThan(0.935);
    expect(held.length / 4000).toBeLessThan(0.965);
  });
});

describe('compareEstimates', () => {
  const clearly = [estimate(2.9, 2.8, 3.0), estimate(3.6, 3.5, 3.7)] as const;

  it('judges a speedup that rose beyond its interval as better, and such a time as worse', () => {
    expect(compareEstimates(...clearly, 'higher', 0.025, true)).toMatchObject({
      ratio: expect.closeTo(3.6 / 2.9, 12) as number,
      judgement: 'better',
    });
    expect(compareEstimates(...clearly, 'lower', 0.025, true).judgement).toBe('worse');
    expect(compareEstimates(clearly[1], clearly[0], 'lower', 0.025, true).judgement).toBe('better');
  });

  it('judges a change as "same" if the intervals include no change', () => {
    expect(compareEstimates(estimate(3, 2.7, 3.3), estimate(3.3, 3, 3.6), 'higher', 0.025, true).judgement).toBe(
      'same',
    );
  });

  it('judges a difference below the requested precision as the same, however narrow the intervals', () => {
    const [before, after] = [estimate(3, 2.999, 3.001), estimate(3.06, 3.059, 3.061)];
    expect(compareEstimates(before, after, 'higher', 0.025, true).judgement).toBe('same');
    expect(compareEstimates(before, after, 'higher', 0.01, true).judgement).toBe('better');
  });

  it('is unknown with single rounds', () => {
    expect(compareEstimates(estimate(2), estimate(4), 'higher', 0.025, false)).toMatchObject({
      ratio: 2,
      ci95: null,
      judgement: 'unknown',
    });
  });
});
