import { describe, expect, it } from 'vitest';
import { joinVerdict, writeShortVerdict } from '../../src/report/write-verdict.ts';
import { buildReport } from '../../src/report/build-report.ts';
import { configurations } from './sample-measurements.ts';
import { cancelledReport, cpuBoundReport, failedReport, sampleReports, sampleRun } from './sample-report.ts';

const pool = { configurations: configurations(['threads'], [2]) };

describe('the verdict', () => {
  it.each(Object.entries(sampleReports))('of %s', (_, report) => {
    expect(joinVerdict(report.verdict)).toMatchSnapshot();
    expect(writeShortVerdict(report)).toMatchSnapshot();
  });

  it('has one answer among its parts, and it is about the function', () => {
    for (const { verdict, target } of Object.values(sampleReports)) {
      const answers = verdict.filter(({ role }) => role === 'answer');
      expect(answers).toHaveLength(1);
      expect(answers[0]?.text).toContain(target.name);
    }
  });

  it('names the roles of the parts around the answer', () => {
    const busy = buildReport(sampleRun({ othersShare: 0.4, ...pool }));
    const roles = (report: typeof busy): string[] => report.verdict.map(({ role }) => role);
    expect(roles(cpuBoundReport)).toEqual(['answer']);
    expect(roles(cancelledReport)).toEqual(['status', 'answer', 'status', 'doubt']);
    expect(roles(failedReport)).toEqual(['answer', 'detail']);
    expect(roles(busy)).toEqual(['answer', 'detail', 'status', 'doubt']);
  });

  it.each([
    ['the process that ran the function ended.', 'The process that ran the function ended.'],
    ['lib/sum.ts has no function.', 'lib/sum.ts has no function.'],
  ])('begin as a sentence: %s', (message, expected) => {
    const outcome = { status: 'failed', stage: 'run', message, partial: false } as const;
    const report = buildReport({ ...sampleRun({}), measurements: [], outcome });
    expect(joinVerdict(report.verdict)).toMatch(new RegExp(`the run failed\\. ${expected}$`));
  });

  it('states a doubt in the words of its finding', () => {
    for (const report of [cancelledReport, buildReport(sampleRun({ othersShare: 0.4, ...pool }))]) {
      const [doubt] = report.verdict.filter(({ role }) => role === 'doubt');
      expect(
        report.findings.filter(({ message }) => message.toLowerCase().startsWith(doubt?.text.toLowerCase() ?? '?')),
      ).toHaveLength(1);
    }
  });
});
