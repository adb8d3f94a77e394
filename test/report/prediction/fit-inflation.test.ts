import { describe, expect, it } from 'vitest';
import { fitInflation } from '../../../src/report/prediction/fit-inflation.ts';

const point = (workers: number, inflation: number, relativeError = 0.01) => ({ workers, inflation, relativeError });

describe('fitInflation', () => {
  it('finds the line', () => {
    const law = fitInflation([point(1, 1.1), point(2, 1.1 * 1.05), point(4, 1.1 * 1.15)]);
    expect(law.inflation).toBeCloseTo(1.1, 6);
    expect(law.contention).toBeCloseTo(0.05, 6);
  });

  it('knows no contention from one worker count', () => {
    expect(fitInflation([point(1, 1.02)])).toMatchObject({ inflation: 1.02, contention: 0, contentionError: 0 });
  });

  it('takes what is usual on the machine where a single worker count tells nothing', () => {
    const usual = { share: 0.1, error: 0.02 };
    expect(fitInflation([point(1, 1.02)], usual)).toMatchObject({
      inflation: 1.02,
      contention: 0.1,
      contentionError: 0.02,
    });
    expect(fitInflation([point(4, 1.3)], usual).inflation).toBeCloseTo(1, 6);
    expect(fitInflation([point(1, 1), point(2, 1.2)], usual).contention).toBeCloseTo(0.2, 6);
  });

  it('does not believe that workers make each other faster', () => {
    const law = fitInflation([point(1, 1.1), point(2, 1), point(4, 0.9)]);
    expect(law.contention).toBe(0);
    expect(law.contentionError).toBeGreaterThan(0);
  });

  it('trusts a narrow interval more than a wide one', () => {
    const law = fitInflation([point(1, 1), point(2, 1.2, 0.5), point(4, 1.06)]);
    expect(law.contention).toBeCloseTo(0.02, 2);
  });

  it('is less sure with wider intervals', () => {
    const narrow = fitInflation([point(1, 1), point(4, 1.1)]);
    const wide = fitInflation([point(1, 1, 0.1), point(4, 1.1, 0.1)]);
    expect(wide.contentionError).toBeGreaterThan(3 * narrow.contentionError);
    expect(wide.inflationError).toBeGreaterThan(3 * narrow.inflationError);
  });
});
