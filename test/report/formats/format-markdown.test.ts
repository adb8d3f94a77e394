import { describe, expect, it } from 'vitest';
import { joinVerdict } from '../../../src/report/write-verdict.ts';
import { formatMarkdown } from '../../../src/report/formats/format-markdown.ts';
import { formatSummary } from '../../../src/report/formats/format-summary.ts';
import { cpuBoundReport, resultsDifferReport, sampleReports } from '../sample-report.ts';

describe('formatMarkdown', () => {
  it.each(Object.entries(sampleReports))('matches the approved text: %s', (_, report) => {
    expect(formatMarkdown(report)).toMatchSnapshot();
  });

  it('keeps names and values from becoming markup', () => {
    const evil = { ...cpuBoundReport, target: { ...cpuBoundReport.target, name: '<img src=x> | *b* `c` [d](e)' } };
    const [title] = formatMarkdown(evil).split('\n');
    expect(title).toBe('# \\<img src=x\\> \\| \\*b\\* \\`c\\` \\[d\\](e): serial against parallel');
  });

  it('has tables with as many cells in each row', () => {
    for (const report of Object.values(sampleReports)) {
      const blocks = formatMarkdown(report)
        .split('\n\n')
        .filter((block) => block.startsWith('|'));
      for (const block of blocks) {
        const widths = block.split('\n').map((line) => line.split('|').length);
        expect(new Set(widths).size).toBe(1);
      }
    }
  });
});

describe('formatSummary', () => {
  it('is short and contains the verdict, the numbers and the problems', () => {
    const summary = formatSummary(resultsDifferReport);
    expect(summary.split('\n').length).toBeLessThan(9);
    expect(summary).toContain(joinVerdict(resultsDifferReport.verdict));
    expect(summary).toContain('4 threads 3.9x');
    expect(summary).toContain('results-differ');
  });
});
