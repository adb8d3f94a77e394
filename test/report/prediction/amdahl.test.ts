import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amdahlSpeedup, boundAt, boundSpeedups, karpFlattFraction } from '../../../src/report/prediction/amdahl.ts';

describe('amdahlSpeedup', () => {
  it('is linear without serial work, and 1 with only serial work', () => {
    expect(amdahlSpeedup(0, 8)).toBe(8);
    expect(amdahlSpeedup(1, 8)).toBe(1);
  });

  it('gives the textbook values', () => {
    expect(amdahlSpeedup(0.05, 20)).toBeCloseTo(10.256, 3);
    expect(amdahlSpeedup(0.1, 1e9)).toBeCloseTo(10, 5);
  });
});

describe('karpFlattFraction', () => {
  it("recovers the fraction from Amdahl's law", () => {
    for (const fraction of [0, 0.01, 0.2, 0.9, 1]) {
      expect(karpFlattFraction(amdahlSpeedup(fraction, 6), 6)).toBeCloseTo(fraction, 10);
    }
  });

  it('stays between 0 and 1, and is null for one worker', () => {
    expect(karpFlattFraction(2.2, 2)).toBe(0);
    expect(karpFlattFraction(0.5, 2)).toBe(1);
    expect(karpFlattFraction(1, 1)).toBeNull();
  });
});

describe('boundSpeedups', () => {
  it('finds the fraction that all points follow', () => {
    const points = [1, 2, 4, 16].map((cores) => ({ cores, speedup: amdahlSpeedup(0.1, cores) }));
    const bound = boundSpeedups(points);
    expect(bound.serialFraction).toBeCloseTo(0.1, 10);
    expect(bound.workerSpeed).toBe(1);
  });

  it('starts from the speed of a worker that is faster than the serial run', () => {
    const bound = boundSpeedups([
      { cores: 1, speedup: 1.2 },
      { cores: 2, speedup: 2 },
    ]);
    expect(bound.workerSpeed).toBeCloseTo(1.2, 10);
    expect(boundAt(bound, 1)).toBeCloseTo(1.2, 10);
    expect(boundAt(bound, 2)).toBeCloseTo(2, 10);
  });

  it('is never below a speedup', () => {
    const points = fc.array(
      fc.record({ cores: fc.integer({ min: 1, max: 256 }), speedup: fc.double({ min: 0.01, max: 300, noNaN: true }) }),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(points, (speedups) => {
        const bound = boundSpeedups(speedups);
        for (const { cores, speedup } of speedups)
          expect(boundAt(bound, cores)).toBeGreaterThanOrEqual(speedup * (1 - 1e-9));
      }),
      { seed: 4 },
    );
  });
});
