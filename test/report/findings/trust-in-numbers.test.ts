import { describe, expect, it } from 'vitest';
import type { Measurement } from '../../../src/model/measurement.ts';
import type { Report } from '../../../src/model/report.ts';
import { type Run } from '../../../src/report/build-report.ts';
import { configurations, sampleMachine } from '../sample-measurements.ts';
import { report, codes, find, isSerial, onPool } from './run-samples.ts';

describe('how far numbers can be trusted', () => {
  it('too-few-rounds: under five', () => {
    const few = find(report({ rounds: 4, replicas: 2 }), 'too-few-rounds');
    expect(few).toMatchObject({ severity: 'warning', origin: 'validity', args: { rounds: 4, wanted: 5, workers: 4 } });
    expect(codes(report({ rounds: 5 }))).not.toContain('too-few-rounds');
  });

  it('wide-interval: wider than a tenth of the speedup, and never an error: the outcome depends on where the interval lies', () => {
    const noisy = find(report({ roundNoise: 0.1, replicaNoise: 0.05 }), 'wide-interval');
    expect(noisy.severity).toBe('warning');
    expect(noisy.evidence['relativeWidth']).toBeGreaterThan(0.1);
    expect(find(report({ replicaNoise: 0.4 }), 'wide-interval').severity).toBe('warning');
    expect(codes(report({ roundNoise: 0.01 }))).not.toContain('wide-interval');
  });

  it('replicas-unresolved: one fresh process, or few that disagree', () => {
    expect(find(report({ replicas: 1 }), 'replicas-unresolved').args).toMatchObject({ replicas: 1, between: null });
    expect(codes(report({ replicas: 3, replicaNoise: 0.15 }))).toContain('replicas-unresolved');
    expect(codes(report({ replicas: 3, replicaNoise: 0.005 }))).not.toContain('replicas-unresolved');
  });

  it('outlier-rounds: included and reported', () => {
    const wild = report(
      { replicas: 1, rounds: 12 },
      {},
      onPool(({ rounds }) => ({
        rounds: rounds.map((round) => (round.index === 5 ? { ...round, wallMs: round.wallMs * 4 } : round)),
      })),
    );
    expect(find(wild, 'outlier-rounds').args).toMatchObject({ outliers: 1, rounds: 12 });
    expect(wild.strategies.filter(({ name }) => name === 'threads').map(({ outliers }) => outliers)).toEqual([
      [5],
      [5],
      [5],
    ]);
  });

  it('timer-saturated: tasks that take less than ten readings of the clock', () => {
    const read = (clockMs: number | undefined): Report =>
      report({ taskMs: () => 0.0004 }, {}, (measurement) => {
        const { observed } = measurement;
        if (!isSerial(measurement) || !observed || clockMs === undefined) return measurement;
        return { ...measurement, observed: { ...observed, tasks: { ...observed.tasks, clockMs } } };
      });
    const found = read(0.000_05);
    const { origin, args } = find(found, 'timer-saturated');
    expect(origin).toBe('run');
    expect(args.taskMs).toBeCloseTo(0.0004, 5);
    expect(args.clockMs).toBe(0.000_05);
    // It is no doubt about a speedup.
    expect(found.strategies.flatMap((result) => (result.kind === 'baseline' ? [] : result.doubts))).not.toContain(
      'timer-saturated',
    );
    expect(codes(read(0.000_03))).not.toContain('timer-saturated');
    expect(codes(read(undefined))).not.toContain('timer-saturated');
  });

  it('background-load: a tenth of a core taken by others, an error from half a core', () => {
    expect(find(report({ othersShare: 0.05 }), 'background-load')).toMatchObject({ severity: 'warning' });
    const busy = report({ othersShare: 0.25 });
    expect(find(busy, 'background-load')).toMatchObject({ severity: 'error' });
    expect(find(busy, 'background-load').args.cores).toBeCloseTo(1);
    expect(busy.confidence).toBe('invalid');
    expect(codes(report({ othersShare: 0.01 }))).not.toContain('background-load');
  });

  it('stolen-time: by the hypervisor', () => {
    const steal =
      (share: number) =>
      (measurement: Measurement): Measurement => ({
        ...measurement,
        cores: measurement.cores && {
          ...measurement.cores,
          cores: measurement.cores.cores.map((core) => ({ ...core, stolen: core.stolen.map(() => share) })),
        },
      });
    expect(find(report({}, {}, steal(0.03)), 'stolen-time')).toMatchObject({ severity: 'warning' });
    expect(find(report({}, {}, steal(0.2)), 'stolen-time')).toMatchObject({ severity: 'error' });
    expect(codes(report({}, {}, steal(0.005)))).not.toContain('stolen-time');
  });

  it('throttled: by the quota', () => {
    expect(
      find(
        report(
          {},
          {},
          onPool(() => ({ throttledMs: 2000 })),
        ),
        'throttled',
      ).args.throttledMs,
    ).toBe(2000);
    expect(
      codes(
        report(
          {},
          {},
          onPool(() => ({ throttledMs: 1 })),
        ),
      ),
    ).not.toContain('throttled');
  });

  it('suspicious-speedup: more than the workers can provide', () => {
    const fast = report({ slowdown: () => 0.8 });
    expect(find(fast, 'suspicious-speedup')).toMatchObject({ severity: 'error', origin: 'validity' });
    expect(fast.confidence).toBe('invalid');
    expect(codes(report({ slowdown: () => 0.93 }))).not.toContain('suspicious-speedup');
  });

  it('suspicious-speedup: four workers that compute three times as fast on two cores', () => {
    const four = { slowdown: () => 1.3 };
    const machine = { ...sampleMachine, availableParallelism: 2, logicalCores: 2 };
    expect(codes(report(four, { machine }))).toContain('suspicious-speedup');
    expect(codes(report(four))).not.toContain('suspicious-speedup');
  });

  it('account-gap: parts that do not sum to the pass', () => {
    const lose = onPool(({ observed }) => ({
      observed: observed && { ...observed, workers: observed.workers.map((worker) => ({ ...worker, tailMs: -40 })) },
    }));
    expect(find(report({}, {}, lose), 'account-gap').args.unaccounted).toBeGreaterThan(0.02);
    expect(codes(report({}))).not.toContain('account-gap');
  });

  it('starved-by-others: workers waited although there was a core for each', () => {
    const starve = onPool(({ observed }) => ({
      observed: observed && {
        ...observed,
        workers: observed.workers.map((worker) => ({ ...worker, runQueueWaitMs: worker.busyMs * 0.4 })),
      },
    }));
    expect(find(report({}, {}, starve), 'starved-by-others')).toMatchObject({ severity: 'error', origin: 'validity' });
    expect(codes(report({}))).not.toContain('starved-by-others');
    // The main thread of the pool also needs a core, to send and to receive: that is not other load.
    const busyMain = (measurement: Measurement): Measurement => {
      const starved = starve(measurement);
      const { observed } = starved;
      const waitMs = (observed?.workers ?? []).reduce((sum, { runQueueWaitMs = 0 }) => sum + runQueueWaitMs, 0);
      return observed?.main
        ? { ...starved, observed: { ...observed, main: { ...observed.main, busyMs: waitMs } } }
        : starved;
    };
    const cores = (availableParallelism: number): Partial<Run> => ({
      machine: { ...sampleMachine, availableParallelism },
    });
    const four = { configurations: configurations(['threads'], [4]) };
    expect(codes(report(four, cores(4), busyMain))).not.toContain('starved-by-others');
    expect(codes(report(four, cores(8), busyMain))).toContain('starved-by-others');
  });

  it('starved-by-others: also more workers than cores, of tasks that mostly sleep', () => {
    const starve = onPool(({ observed }) => ({
      observed: observed && {
        ...observed,
        workers: observed.workers.map((worker) => ({ ...worker, runQueueWaitMs: worker.busyMs * 0.4 })),
      },
    }));
    const run = { items: 32, taskMs: () => 50, configurations: configurations(['threads'], [8]) };
    const found = (cpuShare: number, helperShare = 0): string[] =>
      codes(report({ ...run, cpuShare, helperShare }, {}, starve));
    expect(found(0.1)).toContain('starved-by-others');
    expect(found(0.1)).not.toContain('oversubscribed');
    expect(found(1)).toContain('oversubscribed');
    expect(found(1)).not.toContain('starved-by-others');
    // Child processes that compute need the cores as well.
    expect(found(0.1, 0.9)).toContain('oversubscribed');
  });
});
