import { describe, expect, it } from 'vitest';
import { TypicalPass } from '../../../src/engine/run/strategy-track.ts';
import type { ObservedPass } from '../../../src/model/measurement.ts';

const pass = (wallMs: number): ObservedPass => ({
  wallMs,
  workers: [],
  tasks: {
    count: 0,
    sumMs: 0,
    minMs: 0,
    p50Ms: 0,
    p95Ms: 0,
    maxMs: 0,
    histogram: { edgesMs: [], counts: [] },
    slowest: [],
    sampleMs: [],
  },
});

function typicalOf(wallsMs: readonly number[]): number | undefined {
  const passes = new TypicalPass();
  for (const wallMs of wallsMs) passes.add(pass(wallMs));
  return passes.typical?.wallMs;
}

describe('the typical pass', () => {
  it('is the median one, whatever its position', () => {
    expect(typicalOf([100, 300, 101, 99, 102])).toBe(101);
    expect(typicalOf([101, 300, 100, 99, 102])).toBe(101);
  });

  it('is not the last one if that was disturbed', () => {
    expect(typicalOf([10, 11, 12, 900])).toBeLessThan(20);
  });

  it('follows the median when later processes are slower', () => {
    const slow = Array.from({ length: 30 }, (_, index) => 200 + index);
    expect(typicalOf([...Array.from({ length: 10 }, (_, index) => 100 + index), ...slow])).toBeGreaterThanOrEqual(200);
  });

  it('is undefined without passes', () => {
    expect(typicalOf([])).toBeUndefined();
  });
});
