import { findDisagreements } from './find-disagreements.ts';
import { describe, expect, it } from 'vitest';
import type { Measurement, WorkerActivity } from '../../src/model/measurement.ts';
import type { Report } from '../../src/model/report.ts';
import { buildReport } from '../../src/report/build-report.ts';
import { joinVerdict } from '../../src/report/write-verdict.ts';
import { configurations, sampleMeasurements } from './sample-measurements.ts';
import { cancelledReport, cpuBoundReport, failedReport, sampleReports, sampleRun } from './sample-report.ts';

const measured = Object.entries(sampleReports).filter(([, { strategies }]) => strategies.length > 0);

describe('buildReport', () => {
  it('is pure: the same run gives the same report and is not changed', () => {
    const run = sampleRun({ configurations: configurations(['threads'], [1, 2]) });
    const before = structuredClone(run);
    expect(buildReport(run)).toEqual(buildReport(run));
    expect(run).toEqual(before);
  });

  it.each(Object.entries(sampleReports))('is plain JSON: %s', (_, report) => {
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  it.each(measured)('has the baseline first and at one: %s', (_, report) => {
    const [serial] = report.strategies;
    expect(serial).toMatchObject({
      kind: 'baseline',
      name: 'serial',
      workers: 1,
      speedup: { value: 1, ci95: [1, 1] },
      efficiency: 1,
    });
  });

  it.each(measured)('gives a strategy the fields of its kind and no other: %s', (_, report) => {
    const ofEach = ['workers', 'wallMs', 'speedup', 'efficiency', 'outliers', 'coldMs', 'rounds', 'tasks', 'coreUsage'];
    const everywhere = [...ofEach, 'kind', 'name', 'workerTimeline', 'memory', 'results', 'failedItems', 'failures'];
    const compared = [...everywhere, 'spread', 'doubts'];
    const account = ['factors', 'timeMs', 'mainThread'];
    const fields = {
      baseline: everywhere,
      async: [...compared, 'inFlight'],
      pool: [...compared, ...account, 'chunkSize', 'startupMs', 'speedupWithStartup', 'breakEvenItems'],
    };
    for (const result of report.strategies)
      expect(Object.keys(result).sort(), result.name).toEqual(fields[result.kind].toSorted());
  });

  it.each(measured)('has numbers that follow from each other: %s', (_, report) => {
    expect(findDisagreements(report)).toEqual([]);
  });

  it.each(measured)('has every interval around its value: %s', (_, report) => {
    for (const { speedup, wallMs, efficiency, workers } of report.strategies) {
      expect(speedup.ci95[0]).toBeLessThanOrEqual(speedup.value);
      expect(speedup.ci95[1]).toBeGreaterThanOrEqual(speedup.value);
      expect(wallMs.ci95[0]).toBeLessThanOrEqual(wallMs.median);
      expect(efficiency).toBeCloseTo(speedup.value / workers);
    }
    for (const { speedup, low, high } of report.prediction) {
      expect(low).toBeLessThanOrEqual(speedup);
      expect(high).toBeGreaterThanOrEqual(speedup);
    }
  });

  it('predicts for the usual numbers of cores, this machine and the requested one, in order', () => {
    expect(cpuBoundReport.prediction.map(({ cores }) => cores)).toEqual([1, 2, 4, 8, 12, 16, 32, 64]);
  });

  it('takes the speedup from paired rounds, so that drift of the machine does not count', () => {
    const run = sampleRun({ configurations: configurations(['threads'], [2]), roundNoise: 0, replicaNoise: 0 });
    const drift = (measurement: Measurement): Measurement => ({
      ...measurement,
      rounds: measurement.rounds.map((round) => ({ ...round, wallMs: round.wallMs * (1 + round.index / 3) })),
    });
    const still = buildReport(run).strategies[1];
    const drifting = buildReport({ ...run, measurements: run.measurements.map(drift) }).strategies[1];
    expect(drifting?.speedup.value).toBeCloseTo(still?.speedup.value ?? NaN, 10);
    expect(drifting?.speedup.ci95[0]).toBeCloseTo(still?.speedup.ci95[0] ?? NaN, 10);
    expect(drifting?.wallMs.median).toBeGreaterThan(2 * (still?.wallMs.median ?? NaN));
  });

  it('includes start-up where it is stated', () => {
    const run = sampleRun({ configurations: configurations(['threads'], [4]), roundNoise: 0, replicaNoise: 0 });
    const [serial, threads] = buildReport(run).strategies;
    if (!serial || threads?.kind !== 'pool') throw new Error('Expected a baseline and a pool.');
    expect(threads.startupMs).toBe(38);
    expect(threads.speedupWithStartup).toBeCloseTo(serial.wallMs.median / (threads.wallMs.median + 38), 6);
    const gainMs = (serial.wallMs.median - threads.wallMs.median) / 64;
    expect(threads.breakEvenItems).toBe(Math.ceil(38 / gainMs));
  });

  it('has no number on a failed report', () => {
    expect(failedReport.outcome).toMatchObject({ status: 'failed', stage: 'load', partial: false });
    expect(failedReport.strategies).toEqual([]);
    expect(failedReport.prediction).toEqual([]);
    expect(failedReport.recommendation).toBeNull();
    expect(joinVerdict(failedReport.verdict)).toContain('was not measured');
    expect(joinVerdict(failedReport.verdict)).not.toContain('NaN');
  });

  it('keeps and marks measurements made before a cancellation', () => {
    expect(cancelledReport.outcome).toEqual({ status: 'cancelled', partial: true });
    expect(cancelledReport.strategies).toHaveLength(3);
    expect(joinVerdict(cancelledReport.verdict)).toMatch(/^Cancelled early: /);
    expect(cancelledReport.confidence).toBe('low');
  });

  it('reports that a measurement is unreliable, next to the estimate', () => {
    const busy = buildReport(sampleRun({ configurations: configurations(['threads'], [2]), othersShare: 0.4 }));
    expect(busy.confidence).toBe('invalid');
    expect(joinVerdict(busy.verdict)).toMatch(
      /^estimatePi reaches about 2x with 2 threads on a quiet machine \(estimate\)\. Measured: 1\.\d+x with 2 threads \(95% CI .*\)\. Unreliable: other processes used 1\.6 of 4 cores\. Close them and profile again\.$/,
    );
    expect(busy.conclusion?.outcome).toBe('pays');
    expect(busy.recommendation).toMatchObject({ strategy: 'threads', workers: 2 });
  });

  it('reports the available results with the baseline only', () => {
    const report = buildReport(sampleRun({ configurations: configurations([], []) }));
    expect(report.recommendation).toBeNull();
    expect(joinVerdict(report.verdict)).toContain('Only the serial run was measured');
  });

  it('leaves out a strategy without a round paired with a serial one', () => {
    const run = sampleRun({ configurations: configurations(['threads'], [1, 2]) });
    const measurements = run.measurements.map((one) =>
      one.configuration.workers === 2 ? { ...one, rounds: [] } : one,
    );
    expect(buildReport({ ...run, measurements }).strategies.map(({ workers }) => workers)).toEqual([1, 1]);
  });

  it('has no results without a baseline', () => {
    const measurements = sampleMeasurements({ configurations: configurations(['threads'], [2]) }).slice(1);
    expect(buildReport(sampleRun({}, { measurements })).strategies).toEqual([]);
  });

  it('accepts runs with hardly any data', () => {
    const empties: Report[] = [
      buildReport(sampleRun({ items: 1, rounds: 1, replicas: 1, configurations: configurations(['threads'], [1, 4]) })),
      buildReport(sampleRun({ items: 2, taskMs: () => 1e-6, configurations: configurations(['threads'], [2]) })),
    ];
    const [first] = sampleMeasurements({ configurations: configurations(['threads'], [2]) });
    if (!first) throw new Error('expected a measurement');
    empties.push(
      buildReport(
        sampleRun({}, { measurements: [{ ...first, observed: null, cores: null, startupMs: [], coldMs: [] }] }),
      ),
    );
    for (const report of empties) {
      expect(JSON.stringify(report)).not.toContain('null,null,null');
      expect(joinVerdict(report.verdict)).not.toMatch(/NaN|undefined|Infinity/);
      for (const { message } of report.findings) expect(message).not.toMatch(/NaN|undefined|Infinity/);
    }
  });

  it('stays under 5 MB for a million tasks with full timelines', () => {
    const run = sampleRun({ configurations: configurations(['threads', 'processes'], [1, 2, 4, 8]) });
    const times = Array.from({ length: 10_000 }, (_, item) => 0.0101234567 + (item % 7) * 0.00112345678);
    const fill = (worker: WorkerActivity): WorkerActivity => ({
      ...worker,
      segments: Array.from({ length: 2000 }, (_, index) => ({
        kind: index % 2 === 0 ? 'execute' : 'queue',
        startMs: index * 1.23456789,
        durationMs: 1.23456789,
        item: index * 500,
        items: 500,
      })),
    });
    const measurements = run.measurements.map((measurement): Measurement => {
      const { observed } = measurement;
      if (!observed) throw new Error('expected an observed pass');
      const tasks = { ...observed.tasks, count: 1_000_000, sampleMs: times };
      return { ...measurement, observed: { ...observed, tasks, workers: observed.workers.map(fill) } };
    });
    expect(JSON.stringify(measurements).length).toBeGreaterThan(6_000_000);
    const text = JSON.stringify(buildReport({ ...run, measurements, inputs: { ...run.inputs, count: 1_000_000 } }));
    expect(text.length).toBeLessThan(5_000_000);
  });
});
