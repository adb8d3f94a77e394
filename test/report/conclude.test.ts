import { describe, expect, it } from 'vitest';
import { describeFinding } from '../../src/report/describe-finding.ts';
import type { Run } from '../../src/report/build-report.ts';
import { buildReport } from '../../src/report/build-report.ts';
import { conclusionOf, joinVerdict, writeShortVerdict } from '../../src/report/write-verdict.ts';
import type { Measurement } from '../../src/model/measurement.ts';
import type { Report } from '../../src/model/report.ts';
import { configurations, type SampleRun } from './sample-measurements.ts';
import { cpuBoundReport, sampleRun } from './sample-report.ts';

const two = { configurations: configurations(['threads'], [2]) };

/** Rounds with exactly these speedups of the pool, each in a fresh process. */
function withSpeedups(speedups: readonly number[], change: Partial<SampleRun> = {}, rest: Partial<Run> = {}): Report {
  const run = sampleRun({ ...two, ...change, rounds: speedups.length, replicas: speedups.length }, rest);
  return buildReport({
    ...run,
    measurements: run.measurements.map((measurement) => ({
      ...measurement,
      rounds: speedups.map((speedup, index) => ({
        index,
        replica: index,
        wallMs: measurement.configuration.strategy === 'serial' ? 1000 : 1000 / speedup,
        repeats: 1,
      })),
    })),
  });
}

describe('the outcome of a run', () => {
  it('is parallel if the whole interval is above the margin', () => {
    const report = withSpeedups([1.67, 1.69, 1.7, 1.68, 1.7]);
    expect(report.conclusion?.outcome).toBe('pays');
    expect(joinVerdict(report.verdict)).toMatch(/^estimatePi reaches 1\.69x with 2 threads \(8[45]% efficiency\)\.$/);
    expect(writeShortVerdict(report)).toBe('Parallel pays: 1.69x with 2 threads');
  });

  it('is serial if no interval reaches the margin', () => {
    const report = withSpeedups([1.04, 1.03, 1.04, 1.05, 1.04]);
    expect(report.conclusion?.outcome).toBe('serial');
    expect(joinVerdict(report.verdict)).toBe('Keep estimatePi serial. Best parallel result: 1.04x with 2 threads.');
    expect(writeShortVerdict(report)).toBe('Keep it serial: best parallel result 1.04x with 2 threads');
  });

  it.each([
    ['both a gain and a loss are possible', [0.9, 1.9, 2.7, 1.2, 2.4]],
    ['the gain may be too small', [1.0, 1.2, 1.3, 1.1, 1.2]],
    ['the loss may be a gain', [0.9, 1.0, 1.2, 1.1, 0.9]],
    ['a single round shows a gain', [1.14]],
    ['a single round shows a large gain', [1.95]],
    ['a single round shows a loss', [0.7]],
  ])('is no verdict where %s', (_, speedups) => {
    const report = withSpeedups(speedups);
    expect(report.conclusion).toMatchObject({ outcome: 'none', next: 'measureLonger' });
    expect(report.recommendation).toBeNull();
    expect(writeShortVerdict(report)).toMatch(/^No verdict: /);
  });

  it.each([
    ['pays', [1.9, 1.9, 1.9, 1.9, 1.9], 'estimatePi reaches about 1\\.9x with 2 threads'],
    ['serial', [0.9, 0.9, 0.9, 0.9, 0.9], 'Keep estimatePi serial\\. Expect about 0\\.9x with 2 threads'],
  ])('on a busy machine is that of a quiet one, as an estimate: %s', (outcome, speedups, answer) => {
    const report = withSpeedups(speedups, { othersShare: 0.45 });
    expect(report.conclusion).toMatchObject({ outcome, quiet: { strategy: 'threads', workers: 2 } });
    expect(joinVerdict(report.verdict)).toMatch(
      new RegExp(
        `^${answer} on a quiet machine \\(estimate\\)\\. Measured: .*Unreliable: other processes used 1\\.8 of 4 cores\\. Close them and profile again\\.$`,
      ),
    );
  });

  it('is no verdict on a machine whose hypervisor took the cores', () => {
    const run = sampleRun(two);
    const steal = (measurement: Measurement): Measurement => ({
      ...measurement,
      cores: measurement.cores && {
        ...measurement.cores,
        cores: measurement.cores.cores.map((core) => ({ ...core, stolen: core.stolen.map(() => 0.3) })),
      },
    });
    const report = buildReport({ ...run, measurements: run.measurements.map(steal) });
    expect(report.conclusion).toMatchObject({ outcome: 'none', next: 'measureAgain' });
  });

  it('is serial if results differ, even on a busy machine', () => {
    const results = ({ strategy }: { strategy: string }) =>
      strategy === 'serial' ? { equal: true, differing: 0 } : { equal: false, differing: 9 };
    const report = withSpeedups([1.9, 1.9, 1.9, 1.9], { results, othersShare: 0.45 });
    expect(report.conclusion).toEqual({
      outcome: 'serial',
      reason: '9 of 64 results differ with 2 threads, which reached 1.9x.',
    });
  });

  it('is no verdict for inputs that the function rejects', () => {
    const run = sampleRun(two);
    const report = buildReport({
      ...run,
      measurements: run.measurements.map((measurement) => ({ ...measurement, failedItems: 64 })),
    });
    expect(report.conclusion).toMatchObject({ outcome: 'none', next: 'changeInputs' });
  });

  it('asks for longer inputs where passes are too short to measure', () => {
    const report = withSpeedups([0.9, 1.9, 2.7, 1.2, 2.4], { items: 4, taskMs: () => 0.001 });
    const run = sampleRun({ ...two, items: 4, taskMs: () => 0.001, rounds: 5, roundNoise: 0.5, seed: 3 });
    expect(report.conclusion?.outcome).toBe('none');
    const short = buildReport(run);
    expect(short.findings.map(({ code }) => code)).toContain('pass-too-short');
    const words = (report: Report): string | undefined => {
      const finding = report.findings.find(({ code }) => code === 'pass-too-short');
      return finding && describeFinding(finding);
    };
    expect(words(short)).toMatch(/Use more items\.$/);
    const madeUp = buildReport({ ...run, inputs: { ...run.inputs, source: 'generated' } });
    expect(words(madeUp)).toMatch(/Use real inputs, which may take longer\.$/);
  });

  it('of a report without it follows from its recommendation', () => {
    const older = (report: Report): Report => {
      const { conclusion, ...rest } = report;
      expect(conclusion).toBeDefined();
      return rest;
    };
    expect(conclusionOf(older(cpuBoundReport)).outcome).toBe('pays');
    expect(conclusionOf({ ...older(cpuBoundReport), confidence: 'invalid' }).outcome).toBe('none');
    expect(conclusionOf({ ...older(cpuBoundReport), recommendation: null }).outcome).toBe('none');
  });
});

describe('generated inputs', () => {
  const inputs: Report['inputs'] = {
    count: 64,
    source: 'generated',
    expression: '[]',
    file: null,
    preview: ['{ width: 62, height: 0 }'],
    generated: { count: 64, seed: 1 },
  };

  it('are stated first and limit the confidence', () => {
    const report = withSpeedups([1.7, 1.69, 1.7, 1.68, 1.7], {}, { inputs });
    expect(report.conclusion?.outcome).toBe('pays');
    expect(report.confidence).toBe('low');
    expect(joinVerdict(report.verdict)).toMatch(
      /^With generated inputs \({ width: 62, height: 0 }\), estimatePi reaches 1\.(69|7)x .*Low confidence: real inputs may behave differently\. Choose real inputs\.$/,
    );
  });

  it('are stated first on a busy machine, too', () => {
    const report = withSpeedups([1.7, 1.69, 1.7], { othersShare: 0.45 }, { inputs });
    expect(report.verdict[0]?.text).toMatch(/^With generated inputs /);
  });

  it('are recognized when they are remembered', () => {
    const report = withSpeedups([1.7, 1.69, 1.7], {}, { inputs: { ...inputs, source: 'remembered' } });
    expect(report.verdict[0]?.text).toMatch(/^With generated inputs /);
  });

  it('lead to no advice about the size of tasks', () => {
    const fine = { items: 5000, taskMs: () => 0.004, cloneInMs: 0.02, cloneOutMs: 0.01 };
    const run = (rest: Partial<Run>): Report =>
      buildReport(sampleRun({ ...two, ...fine, configurations: configurations(['threads'], [2], 1) }, rest));
    expect(run({}).findings.map(({ code }) => code)).toContain('tasks-too-small');
    expect(run({}).conclusion?.outcome).toBe('serial');
    const made = run({ inputs: { ...inputs, count: 5000 } });
    expect(made.conclusion).toMatchObject({ outcome: 'none', next: 'changeInputs' });
    expect(made.findings.map(({ code }) => code)).not.toContain('tasks-too-small');
    expect(made.recommendation).toBeNull();
  });
});
