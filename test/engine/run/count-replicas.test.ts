import { describe, expect, it } from 'vitest';
import { countReplicas } from '../../../src/engine/run/measure-rounds.ts';

const plan = { rounds: { min: 5, max: 40 } };

describe('fresh sets of processes', () => {
  it('are three if the budget allows', () => {
    expect(countReplicas(8_000, 500, 200, plan)).toBe(3);
  });

  it('leave half of the time for rounds', () => {
    expect(countReplicas(8_000, 2_500, 100, plan)).toBe(2);
    expect(countReplicas(8_000, 5_000, 100, plan)).toBe(1);
  });

  it('are fewer if the minimum of rounds needs the time', () => {
    expect(countReplicas(8_000, 1_000, 1_300, plan)).toBe(2);
    expect(countReplicas(8_000, 1_000, 1_500, plan)).toBe(1);
  });

  it('are one if the budget is spent', () => {
    expect(countReplicas(-100, 500, 200, plan)).toBe(1);
  });
});
