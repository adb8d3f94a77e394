import { describe, expect, it } from 'vitest';
import { formatCsv } from '../../../src/report/formats/format-csv.ts';
import { cpuBoundReport, failedReport } from '../sample-report.ts';

const rows = (text: string): string[][] =>
  text
    .split('\r\n')
    .slice(0, -1)
    .map((line) => line.split(','));

describe('formatCsv', () => {
  it('has a header and a row per strategy, all of one length', () => {
    const [header, ...data] = rows(formatCsv(cpuBoundReport));
    expect(data).toHaveLength(cpuBoundReport.strategies.length);
    for (const row of data) expect(row).toHaveLength(header?.length ?? 0);
  });

  it('gives the numbers of the report in full', () => {
    const [header = [], ...data] = rows(formatCsv(cpuBoundReport));
    const column = (name: string): string[] => data.map((row) => row[header.indexOf(name)] ?? '');
    expect(column('speedup').map(Number)).toEqual(cpuBoundReport.strategies.map(({ speedup }) => speedup.value));
    expect(column('tailMs')[0]).toBe('');
    expect(column('strategy')[0]).toBe('serial');
  });

  it('is a header alone when nothing was measured', () => {
    expect(rows(formatCsv(failedReport))).toHaveLength(1);
  });

  it('quotes values that would break a row', () => {
    const [serial] = cpuBoundReport.strategies;
    if (serial?.kind !== 'baseline') throw new Error('Expected a baseline.');
    const text = formatCsv({ ...cpuBoundReport, strategies: [{ ...serial, name: 'a,"b' as 'serial' }] });
    expect(text).toContain('"a,""b"');
  });
});
