import { describe, expect, it } from 'vitest';
import { spreadOverCores } from '../../src/engine/core-sampler.ts';

const rounded = (shares: readonly number[]): number[] => shares.map((share) => Math.round(share * 1e6) / 1e6);

describe('time of threads on the cores', () => {
  it('stays where the core was as busy', () => {
    expect(spreadOverCores([0.5, 0.2], [0.6, 0.9])).toEqual([0.5, 0.2]);
  });

  it('goes to the core that a thread came from', () => {
    expect(rounded(spreadOverCores([1.4, 0.5], [1, 0.95]))).toEqual([1, 0.9]);
    expect(rounded(spreadOverCores([0, 0.8, 0], [0.3, 0.4, 0.5]))).toEqual([0.3, 0.4, 0.1]);
  });

  it('is never more than the cores were busy: ticks are coarse', () => {
    expect(rounded(spreadOverCores([1.1, 1], [0.9, 1]))).toEqual([0.9, 1]);
  });
});
