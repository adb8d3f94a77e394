import { describe, expect, it } from 'vitest';
import { quantile } from '../../../src/math/median.ts';
import { coverage, predictSimulated, relativeErrors, simulatedMachines } from './simulated-machines.ts';

/** A third of the machines of `npm run bench -- prediction`, for time. */
const some = simulatedMachines.filter((_, index) => index % 3 === 0);

describe('prediction for machines whose law is known, measured on four cores', () => {
  const predictions = predictSimulated(some, 4, [4, 16, 64], 11);
  const telling = predictions.filter(({ machine }) => machine.family !== 'hidden coherence');

  it('contains the measured values', () => {
    expect(coverage(predictions.filter(({ to }) => to === 4))).toBe(1);
  });

  it('is close to the truth if four cores determine the law', () => {
    const errors = relativeErrors(telling.filter(({ to }) => to > 4));
    expect(quantile(errors, 0.5)).toBeLessThan(0.1);
    expect(errors.at(-1)).toBeLessThan(0.35);
  });

  it('has intervals that contain the truth, even if four cores do not determine the law', () => {
    expect(coverage(predictions.filter(({ to }) => to > 4))).toBeGreaterThanOrEqual(0.9);
  });

  it('widens its intervals with the distance from the measured points', () => {
    const width = (cores: number): number => {
      const widths = predictions.filter(({ to }) => to === cores).map(({ low, high }) => Math.log(high / low));
      return quantile(
        widths.sort((a, b) => a - b),
        0.5,
      );
    };
    expect(width(16)).toBeGreaterThan(2 * width(4));
    expect(width(64)).toBeGreaterThan(2 * width(16));
  });
});
