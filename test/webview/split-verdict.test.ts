import { describe, expect, it } from 'vitest';
import { sampleReports } from '../report/sample-report.ts';
import { splitVerdict } from '../../webview/split-verdict.ts';

describe('splitVerdict', () => {
  it('finds the answer behind a warning', () => {
    const parts = splitVerdict(
      'Not a valid measurement: Other processes used 1.8 cores. As measured, estimatePi runs 1.37 times as fast.',
      'estimatePi',
    );
    expect(parts).toEqual([
      { text: 'Not a valid measurement: Other processes used 1.8 cores. ', isAnswer: false },
      { text: 'As measured, estimatePi runs 1.37 times as fast.', isAnswer: true },
    ]);
  });

  it('finds the answer before a doubt', () => {
    const parts = splitVerdict('square runs 2.00 times as fast. Confidence is low: Only 2 rounds fitted.', 'square');
    expect(parts.map((part) => part.isAnswer)).toEqual([true, false]);
  });

  it('is the answer as a whole where the function is not named', () => {
    expect(splitVerdict('Nothing was measured.', 'square')).toEqual([
      { text: 'Nothing was measured.', isAnswer: true },
    ]);
  });

  it.each(Object.values(sampleReports))('leaves nothing out of "$verdict"', ({ verdict, target }) => {
    const parts = splitVerdict(verdict, target.name);
    expect(parts.map((part) => part.text).join('')).toBe(verdict);
    expect(parts.filter((part) => part.isAnswer)).toHaveLength(1);
  });
});
