import { describe, expect, it } from 'vitest';
import { describeStrategy } from '../../src/report/describe-strategy.ts';
import { measuredPoints, speedupSeries } from '../../webview/charts/speedup-series.ts';
import type { SpeedupPoint } from '../../webview/charts/speedup-series.ts';
import { speedupStops, speedupSummary } from '../../webview/charts/speedup-stops.ts';
import { simulatedReport } from './simulated-report.ts';

const point = (workers: number, speedup: number, strategy: SpeedupPoint['strategy'] = 'threads'): SpeedupPoint => ({
  strategy,
  label: describeStrategy({ name: strategy, workers }),
  workers,
  speedup,
  low: speedup * 0.95,
  high: speedup * 1.05,
  wallMs: 1000 / speedup,
});
const predicted = (cores: number): { cores: number; speedup: number; low: number; high: number; amdahl: number } => ({
  cores,
  speedup: cores * 0.8,
  low: cores * 0.7,
  high: cores * 0.9,
  amdahl: cores * 0.95,
});

describe('speedupSeries', () => {
  it('groups the points by strategy, in order of workers', () => {
    const series = speedupSeries([point(4, 3), point(1, 1, 'processes'), point(2, 1.8)], 4);
    expect(series.strategies.map(({ name, points }) => [name, points.map((p) => p.workers)])).toEqual([
      ['threads', [2, 4]],
      ['processes', [1]],
    ]);
  });

  it('omits the baseline', () => {
    const report = simulatedReport({ workerCounts: [1, 2], strategies: ['threads'] });
    expect(measuredPoints(report).map((p) => [p.strategy, p.workers])).toEqual([
      ['threads', 1],
      ['threads', 2],
    ]);
  });

  it('draws no whisker for a single round', () => {
    const report = simulatedReport({ workerCounts: [2], strategies: ['threads'] });
    const strategies = report.strategies.map((strategy) => ({ ...strategy, rounds: strategy.rounds.slice(0, 1) }));
    for (const { low, high, speedup } of measuredPoints({ ...report, strategies }))
      expect([low, high]).toEqual([speedup, speedup]);
  });

  it('joins the fastest of several chunk sizes and keeps the others off the line', () => {
    const slow = { ...point(2, 0.5), label: '2 threads by 1' };
    const fast = { ...point(2, 1.8), label: '2 threads by 64' };
    const [threads] = speedupSeries([slow, fast, point(4, 3)], 4).strategies;
    expect(threads?.points).toHaveLength(3);
    expect(threads?.line).toEqual([fast, point(4, 3)]);
  });

  it('has every whisker inside its axes', () => {
    const points = [point(1, 0.4), point(8, 7.9)];
    const { x, y } = speedupSeries(points, 4);
    for (const p of points) {
      expect(p.workers).toBeGreaterThan(x.min);
      expect(p.workers).toBeLessThan(x.max);
      expect(p.low).toBeGreaterThan(y.min);
      expect(p.high).toBeLessThan(y.max);
    }
  });

  it('draws the prediction from this machine on, up to four times its cores', () => {
    const prediction = [1, 2, 4, 8, 16, 32, 64].map(predicted);
    const series = speedupSeries([point(4, 3.4)], 4, prediction);
    expect(series.prediction.map((p) => p.cores)).toEqual([4, 8, 16]);
    expect(series.x.max).toBeGreaterThan(16);
  });

  it('uses powers of two if a linear axis would squeeze the measured points together', () => {
    expect(speedupSeries([point(16, 10)], 16).logarithmic).toBe(false);
    const wide = speedupSeries([point(1, 1), point(64, 30)], 32);
    expect(wide.logarithmic).toBe(true);
    expect(wide.xTicks).toEqual([1, 2, 4, 8, 16, 32, 64]);
    expect(wide.y.min).toBeGreaterThan(0);
  });

  it('draws the bound only if the serial share is known', () => {
    expect(speedupSeries([point(4, 3)], 4).amdahl).toEqual([]);
    const bound = speedupSeries([point(4, 3)], 4, [], { serialFraction: 0.1, workerSpeed: 1 }).amdahl;
    expect(bound[0]).toEqual([1, 1]);
    expect(bound.at(-1)?.[1]).toBeCloseTo(1 / (0.1 + 0.9 / 4));
  });

  it('keeps its scales while the planned points arrive', () => {
    const planned = [{ workers: 2 }, { workers: 4 }, { workers: 8 }];
    const begin = speedupSeries([], 4, [], null, planned);
    const later = speedupSeries([point(2, 1.9), point(4, 3.4)], 4, [], null, planned);
    expect(later.x).toEqual(begin.x);
    expect(later.y).toEqual(begin.y);
  });
});

describe('speedupStops', () => {
  it('list each measured and predicted point from left to right', () => {
    const stops = speedupStops(
      speedupSeries([point(4, 3.4), point(2, 1.8)], 4, [4, 8].map(predicted), { serialFraction: 0.02, workerSpeed: 1 }),
    );
    expect(stops.map((stop) => stop.title)).toEqual([
      '1.8x with 2 threads',
      '3.4x with 4 threads',
      '6.4x expected on 8 cores',
    ]);
    expect(stops[1]?.lines).toEqual(['95% CI 3.2x–3.6x', '294 ms a pass', '85% efficiency']);
  });

  it('mention that a single round has no interval', () => {
    const single = { ...point(2, 1.8), low: 1.8, high: 1.8 };
    expect(speedupStops(speedupSeries([single], 2))[0]?.lines[0]).toBe('one round, no interval');
  });
});

describe('speedupSummary', () => {
  it('names the best result and the effect of more workers', () => {
    const summary = speedupSummary(speedupSeries([point(2, 1.8), point(4, 3.4), point(8, 3.1)], 4));
    expect(summary).toBe('At best 3.4x with 4 threads, and 8 reach 3.1x.');
  });

  it('is empty before the first point', () => {
    expect(speedupSummary(speedupSeries([], 4))).toBe('');
  });
});
