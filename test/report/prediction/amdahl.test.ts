import { describe, expect, it } from 'vitest';
import { amdahlSpeedup, karpFlattFraction } from '../../../src/report/prediction/amdahl.ts';

describe('amdahlSpeedup', () => {
  it('is linear without serial work, and one with nothing else', () => {
    expect(amdahlSpeedup(0, 8)).toBe(8);
    expect(amdahlSpeedup(1, 8)).toBe(1);
  });

  it('gives the textbook values', () => {
    expect(amdahlSpeedup(0.05, 20)).toBeCloseTo(10.256, 3);
    expect(amdahlSpeedup(0.1, 1e9)).toBeCloseTo(10, 5);
  });
});

describe('karpFlattFraction', () => {
  it('finds the fraction that Amdahl started from', () => {
    for (const fraction of [0, 0.01, 0.2, 0.9, 1]) {
      expect(karpFlattFraction(amdahlSpeedup(fraction, 6), 6)).toBeCloseTo(fraction, 10);
    }
  });

  it('stays between 0 and 1, and is silent about one worker', () => {
    expect(karpFlattFraction(2.2, 2)).toBe(0);
    expect(karpFlattFraction(0.5, 2)).toBe(1);
    expect(karpFlattFraction(1, 1)).toBeNull();
  });
});
