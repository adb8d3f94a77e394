import { describe, expect, it } from 'vitest';
import { buildReport } from '../../../src/report/build-report.ts';
import { whatIf } from '../../../src/report/prediction/what-if.ts';
import { configurations, sampleMeasurements, type SampleRun } from '../sample-measurements.ts';
import { cpuBoundReport, failedReport, sampleRun, tooFineReport } from '../sample-report.ts';

const quiet: Partial<SampleRun> = { replicaNoise: 0.001, roundNoise: 0.001 };

/** Speedup of the observed passes, free of noise. */
function trueSpeedup(run: Partial<SampleRun>, workers: number): number {
  const [serial, parallel] = sampleMeasurements({ ...run, configurations: configurations(['threads'], [workers]) });
  return (serial?.observed?.wallMs ?? NaN) / (parallel?.observed?.wallMs ?? NaN);
}

const functions: Record<string, Partial<SampleRun>> = {
  even: { items: 64, taskMs: () => 12 },
  uneven: { items: 64, taskMs: (item) => 2 + ((item * 37) % 50) },
  rising: { items: 100, taskMs: (item) => 1 + item / 4 },
  'one long task': { items: 40, taskMs: (item) => (item === 25 ? 120 : 6) },
  'costly clones': { items: 200, taskMs: () => 2, cloneInMs: 0.15, cloneOutMs: 0.1, bytesPerItem: 200_000 },
  'short tasks': { items: 4000, taskMs: () => 0.05, cloneInMs: 0.001, cloneOutMs: 0.001 },
};

describe('prediction from one worker', () => {
  it.each(Object.entries(functions))('is within 10 %% of the run on more: %s', (_, run) => {
    const flat = { ...quiet, ...run, slowdown: () => 1 };
    const report = buildReport(sampleRun({ ...flat, configurations: configurations(['threads'], [1]) }));
    for (const cores of [2, 4]) {
      const predicted = whatIf(report, { cores })?.speedup ?? NaN;
      expect(Math.abs(predicted / trueSpeedup(flat, cores) - 1)).toBeLessThan(0.1);
    }
  });
});

describe('a prediction from one worker with separate collector threads', () => {
  const helped = { ...quiet, helperShare: 0.2, slowdown: () => 1 };

  it('expects them to compete for the cores once all cores are used', () => {
    const report = buildReport(sampleRun({ ...helped, configurations: configurations(['threads'], [1]) }));
    const predicted = (cores: number): number => whatIf(report, { cores, workers: 2 })?.speedup ?? NaN;
    expect(Math.abs(predicted(2) / trueSpeedup({ ...helped, cores: 2 }, 2) - 1)).toBeLessThan(0.03);
    expect(predicted(2)).toBeLessThan(1.75);
    expect(predicted(4)).toBeGreaterThan(1.9);
  });

  it('expects them to slow down the serial run on one core as much as the worker', () => {
    const report = buildReport(sampleRun({ ...helped, configurations: configurations(['threads'], [1]) }));
    const [measured] = report.strategies.flatMap((result) => (result.kind === 'pool' ? [result.speedup.value] : []));
    expect(whatIf(report, { cores: 1 })?.speedup).toBe(measured);
  });
});

describe('prediction from one, two and four workers', () => {
  it.each(Object.entries(functions))('is within 5%% of the measurement: %s', (_, run) => {
    const all = { ...quiet, ...run, configurations: configurations(['threads'], [1, 2, 4]) };
    const report = buildReport(sampleRun(all));
    for (const result of report.strategies.filter((one) => one.name === 'threads')) {
      const predicted = report.prediction.find((point) => point.cores === result.workers)?.speedup ?? NaN;
      expect(Math.abs(predicted / result.speedup.value - 1)).toBeLessThan(0.05);
    }
  });

  it.each(Object.entries(functions))('contains the truth for eight: %s', (_, run) => {
    const all = { ...quiet, ...run, configurations: configurations(['threads'], [1, 2, 4]) };
    const point = buildReport(sampleRun(all)).prediction.find(({ cores }) => cores === 8);
    const truth = trueSpeedup({ ...all, cores: 8 }, 8);
    expect(point?.low).toBeLessThan(truth * 1.03);
    expect(point?.high).toBeGreaterThan(truth * 0.97);
  });
});

describe('whatIf', () => {
  it('without a change agrees with the measured speedup', () => {
    const measured = cpuBoundReport.strategies.find(({ name, workers }) => name === 'threads' && workers === 4);
    expect(whatIf(cpuBoundReport, {})?.speedup).toBeCloseTo(measured?.speedup.value ?? NaN, 0);
  });

  it('gives the same answer to the same question', () => {
    expect(whatIf(cpuBoundReport, { cores: 8 })).toEqual(whatIf(cpuBoundReport, { cores: 8 }));
  });

  it('has an interval around its value that widens away from the measured points', () => {
    const widths = [2, 8, 64].map((cores) => {
      const answer = whatIf(cpuBoundReport, { cores });
      if (!answer) throw new Error('expected an answer');
      expect(answer.low).toBeLessThanOrEqual(answer.speedup);
      expect(answer.high).toBeGreaterThanOrEqual(answer.speedup);
      return (answer.high - answer.low) / answer.speedup;
    });
    expect(widths).toEqual([...widths].sort((a, b) => a - b));
  });

  it('predicts a gain from larger chunks for tiny tasks', () => {
    const small = whatIf(tooFineReport, { chunkSize: 1 })?.speedup ?? NaN;
    const large = whatIf(tooFineReport, { chunkSize: 300 })?.speedup ?? NaN;
    expect(small).toBeLessThan(1);
    expect(large).toBeGreaterThan(3);
  });

  it('predicts idle workers for chunks that are too large', () => {
    const answer = whatIf(cpuBoundReport, { chunkSize: 32 });
    expect(answer?.speedup).toBeLessThan(2.1);
    expect(answer?.loadBalance).toBeCloseTo(0.5, 1);
  });

  it('predicts that longer tasks hide the costs', () => {
    const now = whatIf(tooFineReport, { chunkSize: 1, cores: 4 })?.speedup ?? NaN;
    const longer = whatIf(tooFineReport, { chunkSize: 1, cores: 4, taskLengthFactor: 100 })?.speedup ?? NaN;
    expect(longer).toBeGreaterThan(3 * now);
  });

  it('removes the cost of cloning with transfer', () => {
    const costly = { ...quiet, ...functions['costly clones'], configurations: configurations(['threads'], [1, 2, 4]) };
    const report = buildReport(sampleRun(costly));
    const cloned = whatIf(report, { cores: 4 })?.speedup ?? NaN;
    const moved = whatIf(report, { cores: 4, transfer: true })?.speedup ?? NaN;
    expect(moved).toBeGreaterThan(cloned * 1.05);
    expect(moved).toBeLessThanOrEqual(4.1);
  });

  it('predicts no gain from more workers than cores for tasks that compute', () => {
    const four = whatIf(cpuBoundReport, { cores: 4 })?.speedup ?? NaN;
    const sixteen = whatIf(cpuBoundReport, { cores: 4, workers: 16 })?.speedup ?? NaN;
    expect(sixteen).toBeLessThan(four * 1.05);
  });

  it('predicts a gain from more workers than cores for tasks that wait', () => {
    const waiting = {
      ...quiet,
      items: 32,
      taskMs: () => 50,
      cpuShare: 0.01,
      configurations: configurations(['threads'], [1, 4]),
    };
    const report = buildReport(sampleRun(waiting));
    const answer = whatIf(report, { cores: 2, workers: 16 })?.speedup ?? NaN;
    expect(answer).toBeGreaterThan(12);
    expect(answer).toBeLessThanOrEqual(16.2);
  });

  it('scales the time with the items and not the speedup', () => {
    const now = whatIf(cpuBoundReport, {});
    const ten = whatIf(cpuBoundReport, { items: 640 });
    expect(ten?.serialMs).toBeCloseTo(10 * (now?.serialMs ?? NaN), 6);
    expect(Math.abs((ten?.speedup ?? NaN) / (now?.speedup ?? NaN) - 1)).toBeLessThan(0.1);
  });

  it('predicts only kinds of pools that were measured', () => {
    expect(whatIf(cpuBoundReport, { kind: 'processes' })).not.toBeNull();
    expect(whatIf(tooFineReport, { kind: 'processes' })).toBeNull();
    expect(whatIf(failedReport, {})).toBeNull();
  });
});
