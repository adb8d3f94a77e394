import { describe, expect, it } from 'vitest';
import type { Segment } from '../../src/model/measurement.ts';
import { concurrencyBand, concurrencyLevels, meanConcurrency } from '../../webview/charts/concurrency.ts';

const execute = (startMs: number, durationMs: number): Segment => ({ kind: 'execute', startMs, durationMs });
const worker = (...segments: Segment[]): { segments: Segment[] } => ({ segments });

describe('concurrencyLevels', () => {
  it('adds up the time at each number of busy workers', () => {
    const levels = concurrencyLevels([worker(execute(10, 50)), worker(execute(30, 70))], 100, 2);
    expect(levels.map((level) => level.ms)).toEqual([10, 60, 30]);
  });

  it('covers the whole pass, whatever the segments', () => {
    const levels = concurrencyLevels(
      [worker(execute(0, 20), { kind: 'idle', startMs: 20, durationMs: 60 }, execute(80, 90)), worker()],
      100,
      2,
    );
    expect(levels.reduce((sum, level) => sum + level.ms, 0)).toBeCloseTo(100);
    expect(levels.map((level) => level.ms)).toEqual([60, 40, 0]);
  });

  it('does not count a moment twice between adjacent tasks', () => {
    const levels = concurrencyLevels([worker(execute(0, 50), execute(50, 50))], 100, 1);
    expect(levels.map((level) => level.ms)).toEqual([0, 100]);
  });

  it('has the mean of the busy time', () => {
    const levels = concurrencyLevels([worker(execute(0, 100)), worker(execute(0, 40))], 100, 4);
    expect(meanConcurrency(levels)).toBeCloseTo(1.4);
  });
});

describe('concurrencyBand', () => {
  it.each([
    [0, 4, 'idle'],
    [2, 4, 'poor'],
    [3, 4, 'ok'],
    [4, 4, 'ideal'],
    [5, 4, 'over'],
    [6, 7, 'ideal'],
    [1, 1, 'ideal'],
  ] as const)('%i busy of %i is %s', (busy, target, band) => {
    expect(concurrencyBand(busy, target)).toBe(band);
  });
});
