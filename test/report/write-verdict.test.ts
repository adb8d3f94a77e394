import { describe, expect, it } from 'vitest';
import { writeShortVerdict } from '../../src/report/write-verdict.ts';
import { sampleReports } from './sample-report.ts';

describe('the verdict', () => {
  it.each(Object.entries(sampleReports))('of %s', (_, report) => {
    expect(report.verdict).toMatchSnapshot();
    expect(writeShortVerdict(report.recommendation)).toMatchSnapshot();
  });
});
