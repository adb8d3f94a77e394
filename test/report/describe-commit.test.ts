import { expect, test } from 'vitest';
import { describeCommit } from '../../src/report/describe-commit.ts';
import { formatMarkdown } from '../../src/report/formats/format-markdown.ts';
import { formatText } from '../../src/report/formats/format-text.ts';
import { cpuBoundReport } from './sample-report.ts';

const id = '3f2a91c0de4b7a6f5e4d3c2b1a09f8e7d6c5b4a3';

test.each([
  [false, '3f2a91c'],
  [true, '3f2a91c with changes'],
  [null, '3f2a91c'],
])('a commit whose changes are %s', (dirty, words) => {
  expect(describeCommit({ id, dirty })).toBe(words);
});

test('a report names the commit of its code', () => {
  const report = { ...cpuBoundReport, commit: { id, dirty: true } };
  expect(formatMarkdown(report)).toContain('- Commit 3f2a91c with changes');
  expect(formatText(report, { colour: false, width: 100 }).replace(/\s+/g, ' ')).toContain(
    'commit 3f2a91c with changes',
  );
});
