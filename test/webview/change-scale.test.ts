import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/model/comparison.ts';
import { changeScale } from '../../webview/charts/change-scale.ts';

const change = (ratio: number, ci95: [number, number] | null): Change => {
  const estimate = (value: number): Change['before'] => ({ value, ci95: [value, value] });
  return { before: estimate(1), after: estimate(ratio), ratio, ci95, judgement: 'same' };
};

describe('changeScale', () => {
  it('has no change in the middle, double and half equally far from it', () => {
    const twice = change(2, null);
    const { end, markOf } = changeScale([twice]);
    expect(end).toBeCloseTo(2, 12);
    expect(markOf(change(1, null)).at).toBe(0.5);
    expect(markOf(twice).at).toBeCloseTo(1, 12);
    expect(markOf(change(0.5, null)).at).toBeCloseTo(0, 12);
  });

  it('contains the intervals of all rows', () => {
    const wide = change(1.1, [0.8, 1.6]);
    const { end, markOf } = changeScale([wide, change(1.2, [1.1, 1.3])]);
    expect(end).toBeCloseTo(1.6, 12);
    expect(markOf(wide).to).toBeCloseTo(1, 12);
    expect(markOf(wide).from).toBeGreaterThan(0);
  });

  it('does not magnify noise', () => {
    const { end, markOf } = changeScale([change(1.01, [0.99, 1.03])]);
    expect(end).toBeCloseTo(1.1, 12);
    expect(markOf(change(1.01, [0.99, 1.03])).to).toBeLessThan(0.7);
  });
});
