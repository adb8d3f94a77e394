import { describe, expect, it } from 'vitest';
import { taskPattern } from '../../../src/report/prediction/task-pattern.ts';

const times = [1, 2, 3, 4, 5, 6];

describe('taskPattern', () => {
  it('sums the measured times', () => {
    const pattern = taskPattern(times, 6, 6);
    expect(pattern.sumMs(0, 6)).toBe(21);
    expect(pattern.sumMs(2, 4)).toBe(7);
    expect(pattern.sumMs(3, 3)).toBe(0);
  });

  it('repeats them for more items', () => {
    const pattern = taskPattern(times, 6, 14);
    expect(pattern.sumMs(0, 14)).toBe(21 + 21 + 3);
    expect(pattern.sumMs(5, 7)).toBe(7);
  });

  it('picks evenly for fewer, so that a trend does not change the mean', () => {
    const pattern = taskPattern(times, 6, 3);
    expect(pattern.sumMs(0, 3)).toBeCloseTo(10.5);
    expect(pattern.sumMs(0, 1)).toBeCloseTo(1.5);
    expect(pattern.sumMs(2, 3)).toBeCloseTo(5.5);
  });

  it('lets a sample represent all measured items', () => {
    const pattern = taskPattern([1, 3], 1000, 1000);
    expect(pattern.sumMs(0, 1000)).toBeCloseTo(2000);
    expect(pattern.sumMs(0, 500)).toBeCloseTo(500);
    expect(pattern.sumMs(999, 1000)).toBeCloseTo(3);
  });

  it('is additive wherever it is cut', () => {
    const pattern = taskPattern([3, 1, 4, 1, 5, 9, 2, 6], 20, 33);
    for (let cut = 0; cut <= 33; cut++) {
      expect(pattern.sumMs(0, cut) + pattern.sumMs(cut, 33)).toBeCloseTo(pattern.sumMs(0, 33), 9);
    }
  });
});
