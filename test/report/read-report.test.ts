import { describe, expect, it } from 'vitest';
import { readReport } from '../../src/report/read-report.ts';
import { validateReport } from './report-validator.ts';
import { sampleReports } from './sample-report.ts';

const text = JSON.stringify(sampleReports.cpuBound);
const changed = (change: (report: Record<string, never>) => void): string => {
  const report = JSON.parse(text) as Record<string, never>;
  change(report);
  return JSON.stringify(report);
};
interface Broken {
  strategies: Record<string, Record<string, unknown>>[];
  findings: unknown[];
  outcome: unknown;
}
const broken = (change: (report: Broken) => void): string => changed((report) => change(report as unknown as Broken));

describe('readReport', () => {
  it.each(Object.entries(sampleReports))('reads a report that was written: %s', (_, sample) => {
    const written = JSON.stringify(sample);
    expect(readReport(written, validateReport)).toEqual({ report: JSON.parse(written) as unknown });
  });

  it('takes fields that a later version of the same format adds', () => {
    expect(
      readReport(JSON.stringify({ ...sampleReports.cpuBound, later: { a: 1 } }), validateReport).problem,
    ).toBeUndefined();
  });

  it('takes findings that a later version of the same format adds', () => {
    const later = broken(({ findings }) => findings.push({ ...(findings[0] as object), code: 'from-the-future' }));
    expect(readReport(later, validateReport).problem).toBeUndefined();
  });

  it.each<[string, string, RegExp]>([
    ['nothing', ' \n', /is empty/],
    ['a file cut off', text.slice(0, 5000), /does not parse/],
    ['other JSON', '{"name": "x"}', /not a report.*Export in the panel/s],
    ['a list', '[1]', /not a report/],
    ['a newer format', changed((report) => Object.assign(report, { version: 3 })), /format 3.*newer.*Update/s],
    ['an older format', changed((report) => Object.assign(report, { version: 1 })), /format 1.*again/s],
    ['no format', changed((report) => Object.assign(report, { version: 'two' })), /format "two".*again/s],
    [
      'a word for a number',
      broken(({ strategies }) => Object.assign(strategies[1]?.['speedup'] ?? {}, { value: 'fast' })),
      /at strategies\[1\]\.speedup\.value, expected a number, found "fast"\.$/,
    ],
    [
      'an interval of three',
      broken(({ strategies }) => Object.assign(strategies[1]?.['speedup'] ?? {}, { ci95: [1, 2, 3] })),
      /strategies\[1\]\.speedup\.ci95, expected 2 items, found 3 items/,
    ],
    ...['name', 'tasks'].map((field): [string, string, RegExp] => [
      `no ${field}`,
      broken(({ strategies }) => strategies.splice(0, 1, { ...strategies[0], [field]: undefined } as never)),
      new RegExp(`at strategies\\[0\\]\\.${field}, expected a value, found none\\.$`),
    ]),
    [
      'a baseline with the name of a pool',
      broken(({ strategies }) => Object.assign(strategies[0] ?? {}, { name: 'threads' })),
      /at strategies\[0\]\.name, expected "serial", found "threads"\.$/,
    ],
    [
      'a strategy of an unknown kind',
      broken(({ strategies }) => Object.assign(strategies[1] ?? {}, { kind: 'cluster' })),
      /at strategies\[1\]\.kind, expected .*"cluster"\.$/,
    ],
    [
      'a pool without its chunk size',
      broken(({ strategies }) => strategies.splice(1, 1, { ...strategies[1], chunkSize: undefined } as never)),
      /at strategies\[1\]\.chunkSize, expected a value, found none\.$/,
    ],
    ['an unknown outcome', broken((report) => (report.outcome = { status: 'paused' })), /outcome\.status.*"paused"/],
    [
      'a failure without its stage',
      broken((report) => (report.outcome = { status: 'failed', message: '', partial: false })),
      /outcome\.stage, expected a value/,
    ],
    [
      'a finding without its place',
      broken((report) => (report.findings = [{ ...(sampleReports.resultsDiffer.findings[0] ?? {}), location: null }])),
      /at findings\[0\]\.location, expected an object, found null/,
    ],
    ['findings that are none', broken((report) => (report.findings = ['x'])), /findings\[0\].*found "x"/],
  ])('explains the error in %s', (_what, damaged, message) => {
    expect(readReport(damaged, validateReport).problem).toMatch(message);
  });

  it('stops at the first problem, however many a file has room for', () => {
    const many = broken((report) => (report.findings = Array.from({ length: 100_000 }, () => 'x')));
    expect(readReport(many, validateReport).problem).toMatch(/at findings\[0\], expected an object, found "x"\.$/);
    expect(validateReport.errors?.length).toBeLessThanOrEqual(3);
  });

  it('refuses causes of errors that are nested too deeply', () => {
    const error = `${'{"name":"a","message":"b","cause":'.repeat(50_000)}{"name":"a","message":"b"}${'}'.repeat(50_000)}`;
    const outcome = { status: 'failed', stage: 'run', message: '', partial: false, error: 0 };
    const deep = broken((report) => (report.outcome = outcome)).replace('"error":0', () => `"error":${error}`);
    expect(readReport(deep, validateReport).problem).toMatch(/nested too deeply/);
  });

  it('does not accept inherited members as fields of the file', () => {
    const evidence = (json: string): string =>
      JSON.stringify(sampleReports.resultsDiffer).replace(/"evidence":\{[^}]*\}/, `"evidence":${json}`);
    for (const name of ['constructor', '__proto__', 'toString'])
      expect(readReport(evidence(`{"${name}":"x"}`), validateReport).problem).toMatch(
        new RegExp(`at findings\\[0\\]\\.evidence\\.${name}, expected a number, found "x"\\.$`),
      );
    expect(readReport(evidence('{"constructor":1}'), validateReport).problem).toBeUndefined();
  });
});
