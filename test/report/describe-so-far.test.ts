import { describe, expect, it } from 'vitest';
import type { Measurement } from '../../src/model/measurement.ts';
import { describeSoFar, speedupsSoFar } from '../../src/report/describe-so-far.ts';
import { configurations, sampleMeasurements } from './sample-measurements.ts';

const [serial, one, two] = sampleMeasurements({ configurations: configurations(['threads'], [1, 2]) }) as [
  Measurement,
  Measurement,
  Measurement,
];
const bare = (measurement: Measurement, firstPassMs?: number): Measurement => ({
  ...measurement,
  rounds: [],
  ...(firstPassMs === undefined ? {} : { firstPassMs }),
});
const round = (index: number, wallMs: number) => ({ index, replica: 0, wallMs, repeats: 1 });

describe('describeSoFar', () => {
  it('is empty before the first pass', () => {
    expect(describeSoFar([])).toBe('');
    expect(describeSoFar([bare(serial)])).toBe('');
  });

  it('gives the serial time, then the best speedup of the first passes', () => {
    expect(describeSoFar([bare(serial, 679)])).toBe('serial 679 ms');
    expect(describeSoFar([bare(serial, 679), bare(one, 700), bare(two, 400)])).toBe(
      'serial 679 ms, 2 threads 1.7x so far',
    );
  });

  it('uses the paired rounds once there are any', () => {
    const measured = { ...bare(serial, 679), rounds: [round(1, 600)] };
    const pool = { ...bare(two, 400), rounds: [round(1, 300)] };
    expect(describeSoFar([measured, pool])).toBe('serial 600 ms, 2 threads 2.0x so far');
    expect(speedupsSoFar([measured, pool])).toEqual([
      { configuration: two.configuration, speedup: 2, low: 2, high: 2 },
    ]);
  });
});
