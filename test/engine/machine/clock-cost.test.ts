import { afterEach, describe, expect, it, vi } from 'vitest';
import { clockCostMs } from '../../../src/engine/machine/clock-cost.ts';

function clockOf(stepMs: number, readingsPerStep: number): void {
  let readings = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => Math.floor(readings++ / readingsPerStep) * stepMs);
}

describe('the cost of timing a task', () => {
  afterEach(() => vi.restoreAllMocks());

  it('is a reading of the clock, some nanoseconds to some microseconds', () => {
    expect(clockCostMs()).toBeGreaterThan(1e-6);
    expect(clockCostMs()).toBeLessThan(0.02);
  });

  it('is a step of a clock that is coarser than its readings', () => {
    clockOf(0.1, 25);
    expect(clockCostMs()).toBeCloseTo(0.1);
  });

  it('waits for a step that takes longer than all readings', () => {
    clockOf(1, 5_000);
    expect(clockCostMs()).toBeCloseTo(1);
  });

  it('is 0 for a stopped clock, and is found in bounded time', () => {
    clockOf(0, 1);
    expect(clockCostMs()).toBe(0);
  });
});
