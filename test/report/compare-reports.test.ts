import { describe, expect, it } from 'vitest';
import type { Machine } from '../../src/model/measurement.ts';
import type { Report } from '../../src/model/report.ts';
import { buildReport } from '../../src/report/build-report.ts';
import { compareReports } from '../../src/report/compare-reports.ts';
import { formatComparisonMarkdown, formatComparisonText } from '../../src/report/formats/format-comparison.ts';
import { joinVerdict } from '../../src/report/write-verdict.ts';
import { configurations, sampleMachine, type SampleRun } from './sample-measurements.ts';
import { cancelledReport, failedReport, resultsDifferReport, sampleRun } from './sample-report.ts';

const report = (change: Partial<SampleRun> = {}, rest: Parameters<typeof sampleRun>[1] = {}): Report =>
  buildReport(sampleRun({ configurations: configurations(['threads'], [1, 2, 4]), ...change }, rest));
const onMachine = (change: Partial<Machine>): Report => report({}, { machine: { ...sampleMachine, ...change } });
const codes = (before: Report, after: Report): string[] =>
  compareReports(before, after).warnings.map(({ code }) => code);

const before = report();

describe('compareReports', () => {
  it('finds two runs of the same code the same, without caveats', () => {
    const again = report({ seed: 8 });
    const comparison = compareReports(before, again);
    expect(comparison.strategies.map(({ name, workers }) => `${name} ${workers}`)).toEqual([
      'serial 1',
      'threads 1',
      'threads 2',
      'threads 4',
    ]);
    expect(comparison.strategies.flatMap(({ itemMs, speedup }) => [itemMs.judgement, speedup?.judgement])).toEqual([
      'same',
      undefined,
      'same',
      'same',
      'same',
      'same',
      'same',
      'same',
    ]);
    expect(comparison).toMatchObject({ judgement: 'same', warnings: [], onlyBefore: [], onlyAfter: [] });
    expect(comparison.findings).toEqual({ appeared: [], gone: [] });
  });

  it('detects that the function itself became faster, although its speedup did not change', () => {
    const comparison = compareReports(before, report({ taskMs: () => 9 }));
    const [serial, , , four] = comparison.strategies;
    expect(serial?.itemMs).toMatchObject({ judgement: 'better', ratio: expect.closeTo(0.75, 1) as number });
    expect(four?.itemMs.judgement).toBe('better');
    expect(four?.speedup?.judgement).toBe('same');
    expect(four?.tasks?.before.p50Ms).toBeCloseTo(12, 0);
    expect(four?.tasks?.after.p50Ms).toBeCloseTo(9, 0);
    expect(comparison.judgement).toBe('better');
    expect(joinVerdict(comparison.verdict)).toMatch(
      /^With 4 threads, an item takes 2\d% less time: .* beyond the noise\. The speedup did not change beyond the noise .*In the serial run, it takes 2\d% less time/,
    );
  });

  it('detects that the pool became worse, although the function did not change', () => {
    const comparison = compareReports(before, report({ slowdown: (workers) => 1 + 0.25 * (workers - 1) }));
    expect(comparison.strategies.map(({ itemMs }) => itemMs.judgement)).toEqual(['same', 'same', 'worse', 'worse']);
    expect(comparison.strategies.at(-1)?.speedup?.judgement).toBe('worse');
    expect(comparison.judgement).toBe('worse');
  });

  it('compares per item if the number of items differs, and reports that', () => {
    const more = report({ items: 128 });
    const comparison = compareReports(before, more);
    expect(comparison.strategies[0]?.itemMs.ratio).toBeCloseTo(1, 1);
    expect(comparison.warnings.map(({ code }) => code)).toEqual(['inputs']);
    // The default chunk size follows the number of items.
    expect(comparison.strategies.at(-1)?.chunkSize).toEqual({ before: 4, after: 8 });
  });

  it('pairs by chunk size first, and separates strategies that only one report has', () => {
    const both: SampleRun['configurations'] = [
      ...configurations(['threads'], [2], 4),
      { strategy: 'threads', workers: 2, chunkSize: 16 },
    ];
    const comparison = compareReports(
      report({ configurations: both }),
      report({
        configurations: [
          { strategy: 'serial', workers: 1, chunkSize: null },
          { strategy: 'threads', workers: 2, chunkSize: 16 },
          { strategy: 'processes', workers: 2, chunkSize: 16 },
        ],
      }),
    );
    expect(comparison.strategies.map(({ chunkSize }) => chunkSize)).toEqual([
      { before: null, after: null },
      { before: 16, after: 16 },
    ]);
    expect(comparison.onlyBefore).toMatchObject([{ name: 'threads', workers: 2, chunkSize: 4 }]);
    expect(comparison.onlyAfter).toMatchObject([{ name: 'processes', workers: 2, chunkSize: 16 }]);
  });

  it('is unknown with single rounds', () => {
    const comparison = compareReports(report({ rounds: 1, replicas: 1 }), before);
    expect(comparison.judgement).toBe('unknown');
    expect(comparison.strategies[3]?.speedup?.ci95).toBeNull();
    expect(joinVerdict(comparison.verdict).match(/A single round does not show whether this is noise/g)).toHaveLength(
      1,
    );
  });

  it('does not judge by a run that is not valid', () => {
    const busy = { ...report({ taskMs: () => 9 }), confidence: 'invalid' as const };
    const comparison = compareReports(before, busy);
    expect(comparison.judgement).toBe('unknown');
    expect(joinVerdict(comparison.verdict)).toMatch(
      /^One of the runs is unreliable, and so is the difference\. With 4 threads/,
    );
    expect(comparison.verdict.map(({ role }) => role)).toEqual(['doubt', 'answer', 'detail', 'detail']);
    expect(comparison.warnings.map(({ code }) => code)).toContain('confidence');
  });

  it('names new and resolved findings, except those about the measurement', () => {
    const comparison = compareReports(report({ othersShare: 0.5 }), resultsDifferReport);
    const appeared = comparison.findings.appeared.map(({ code }) => code);
    expect(appeared).toContain('module-state-written');
    expect(appeared).toContain('results-differ');
    expect(compareReports(resultsDifferReport, before).findings.gone.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['module-state-written', 'results-differ']) as string[],
    );
    const all = [...comparison.findings.appeared, ...comparison.findings.gone];
    expect(all.filter(({ origin }) => origin === 'validity')).toEqual([]);
  });

  it('has nothing to compare with a run that measured nothing', () => {
    const comparison = compareReports(failedReport, before);
    expect(comparison).toMatchObject({ headline: null, judgement: 'unknown', strategies: [] });
    expect(comparison.warnings.map(({ code }) => code)).toEqual(['baseline']);
    expect(comparison.onlyAfter).toHaveLength(4);
  });
});

describe('the caveats of a comparison', () => {
  it.each<[string, Report, string]>([
    ['another processor', onMachine({ cpuModel: 'Other CPU' }), 'machine'],
    ['fewer cores', onMachine({ availableParallelism: 2 }), 'machine'],
    ['a quota', onMachine({ cpuQuota: 1.5 }), 'machine'],
    ['another Node', onMachine({ nodeVersion: '20.0.0' }), 'node'],
    ['a busier machine', onMachine({ loadAverage: 3.4 }), 'load'],
    ['other items', report({}, { inputs: { ...before.inputs, preview: ['7', '8'] } }), 'inputs'],
    ['another expression', report({}, { inputs: { ...before.inputs, expression: 'items' } }), 'inputs'],
    ['other chunk sizes', report({ configurations: configurations(['threads'], [1, 2, 4], 32) }), 'chunk-size'],
    ['another function', report({}, { target: { ...before.target, name: 'other' } }), 'function'],
    ['a cancelled run', cancelledReport, 'partial'],
  ])('%s', (_what, after, code) => {
    expect(codes(before, after)).toContain(code);
  });

  it('include that a uniform change may be due to the machine', () => {
    const faster = report({ taskMs: () => 9 });
    expect(compareReports(before, faster).warnings.at(-1)?.message).toMatch(
      /either the function changed, or the machine/,
    );
    const commit = { id: 'a'.repeat(40), dirty: false };
    const [was, is] = [
      { ...before, commit },
      { ...faster, commit },
    ] as const;
    expect(compareReports(was, is).warnings.at(-1)?.message).toMatch(/the machine was faster\.$/);
    expect(compareReports(is, was).warnings.at(-1)?.message).toMatch(/the machine was slower\.$/);
    expect(codes(was, { ...is, commit: { ...commit, dirty: true } })).toEqual(['all-alike']);
    expect(codes(before, report({ slowdown: (workers) => 1 + 0.25 * (workers - 1) }))).toEqual([]);
  });

  it('include the power source, if known for both machines', () => {
    expect(codes(onMachine({ onBattery: false }), onMachine({ onBattery: true }))).toEqual(['power']);
    expect(codes(before, onMachine({ onBattery: true }))).toEqual([]);
  });

  it('do not include that the file has another path on another machine', () => {
    const moved = report({}, { target: { ...before.target, file: 'C:\\work\\src\\monte-carlo.ts' } });
    expect(codes(before, moved)).toEqual([]);
  });
});

describe('a comparison in words', () => {
  const hostile = { ...before, target: { ...before.target, name: 'a|b<c>' } };
  const comparison = compareReports(
    { ...before, commit: { id: '0123456789abcdef0123456789abcdef01234567', dirty: true } },
    report({ taskMs: () => 9, configurations: configurations(['threads', 'processes'], [1, 2, 4]) }),
  );

  it('for a terminal', () => {
    const text = formatComparisonText(comparison, { colour: false, width: 120 });
    expect(text.split('\n')[0]).toBe(joinVerdict(comparison.verdict).slice(0, text.split('\n')[0]?.length));
    expect(text).toContain('0123456 with changes');
    expect(text).toMatch(/▸ 4 threads .* better .* no difference/);
    expect(text).toContain('Measured only after: 1 process');
  });

  it('for a pull request, with all markup escaped', () => {
    const text = formatComparisonMarkdown(compareReports(hostile, hostile));
    expect(text).toContain('# a\\|b\\<c\\>: before and after');
    expect(formatComparisonMarkdown(comparison)).toMatch(/\| {3}serial \|.*\| better \|/);
  });
});
