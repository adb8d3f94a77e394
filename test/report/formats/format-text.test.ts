import { describe, expect, it } from 'vitest';
import { joinVerdict } from '../../../src/report/write-verdict.ts';
import { visibleLength } from '../../../src/report/formats/ansi.ts';
import { formatText } from '../../../src/report/formats/format-text.ts';
import { bar, table, wrap } from '../../../src/report/formats/text-layout.ts';
import { cpuBoundReport, failedReport, resultsDifferReport, sampleReports } from '../sample-report.ts';

const plain = { colour: false, width: 100 };

describe('formatText', () => {
  it.each(Object.entries(sampleReports))('matches the approved text: %s', (_, report) => {
    expect(formatText(report, plain)).toMatchSnapshot();
  });

  it('begins with the outcome and the verdict', () => {
    const text = formatText(cpuBoundReport, plain).replace(/\s+/g, ' ');
    expect(text.startsWith(`Parallel pays ${joinVerdict(cpuBoundReport.verdict)}`)).toBe(true);
  });

  it('shows every strategy, every finding with its location, every core and the recommendation', () => {
    const text = formatText(cpuBoundReport, plain).replace(/\s+/g, ' ');
    for (const words of [
      '8 threads',
      '2 processes',
      'oversubscribed /workspace/src/monte-carlo.ts:12:17',
      'Cores during',
    ]) {
      expect(text).toContain(words);
    }
    expect(text).toContain('Recommendation 4 threads, chunk size 4');
    expect(text).toContain('from the @inputs tag at line 9: range(64)');
  });

  it('marks results that differ', () => {
    const line = formatText(resultsDifferReport, plain)
      .split('\n')
      .find((one) => one.includes('2 processes'));
    expect(line).toContain('results differ');
  });

  it('shows where a failure came from', () => {
    expect(formatText(failedReport, plain)).toContain('at /workspace/src/config.ts:3:20');
  });

  it('is the same with colour, except for the colour', () => {
    const coloured = formatText(cpuBoundReport, { ...plain, colour: true });
    expect(coloured).toContain('\u001b[');
    // eslint-disable-next-line no-control-regex -- the escape character is what is being looked for
    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(formatText(cpuBoundReport, plain));
    expect(formatText(cpuBoundReport, plain)).not.toContain('\u001b');
  });

  it.each([60, 80, 120])('fits into %d columns, except long words and locations', (width) => {
    const lines = formatText(cpuBoundReport, { colour: false, width }).split('\n');
    const long = lines.filter(
      (line) => visibleLength(line) > width && !line.includes('/workspace') && !/x {2}|\d+%/.test(line),
    );
    expect(long).toEqual([]);
  });
});

describe('layout', () => {
  it('wraps at spaces and indents later lines', () => {
    expect(wrap('one two three four', 9, '  ')).toEqual(['one two', '  three', '  four']);
    expect(wrap('', 10)).toEqual([]);
    expect(wrap('unbreakable', 4)).toEqual(['unbreakable']);
  });

  it('aligns columns, the first to the left', () => {
    expect(
      table([
        ['a', '1'],
        ['bbb', '22'],
      ]),
    ).toEqual(['a     1', 'bbb  22']);
  });

  it('draws bars to an eighth', () => {
    expect(bar(0, 4)).toBe('');
    expect(bar(0.001, 4)).toBe('▏');
    expect(bar(0.5, 4)).toBe('██');
    expect(bar(0.53125, 4)).toBe('██▏');
    expect(bar(7, 4)).toBe('████');
  });
});
