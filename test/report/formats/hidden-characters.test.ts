import { describe, expect, test } from 'vitest';
import type { DescribedFinding } from '../../../src/model/finding.ts';
import { compareReports } from '../../../src/report/compare-reports.ts';
import type { CheckSummary } from '../../../src/report/formats/check-summary.ts';
import { formatComparisonMarkdown, formatComparisonText } from '../../../src/report/formats/format-comparison.ts';
import { formatFindingsGithub } from '../../../src/report/formats/format-findings-github.ts';
import { formatFindingsSarif } from '../../../src/report/formats/format-findings-sarif.ts';
import { formatFindingsText } from '../../../src/report/formats/format-findings-text.ts';
import { formatMarkdown } from '../../../src/report/formats/format-markdown.ts';
import { formatText } from '../../../src/report/formats/format-text.ts';
import { sampleReports } from '../sample-report.ts';

const hidden = '\u001b]0;title\u0007\u202e\r\u200b\u2066';
const options = { colour: false, width: 100 };

/** Adds hidden characters to every text of plain data, except to those that mean something to the program. */
function poison<Data>(data: Data, key = ''): Data {
  const kept = /^(kind|name|status|stage|code|severity|source|judgement|outcome|strategy|next|startedAt|origin|where)$/;
  if (typeof data === 'string') return (kept.test(key) ? data : data + hidden) as Data;
  if (typeof data !== 'object' || data === null) return data;
  if (Array.isArray(data)) return data.map((entry: unknown) => poison(entry, key)) as Data;
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, poison(value, name)])) as Data;
}

function expectVisible(text: string): void {
  // Markdown escapes the brackets.
  expect(text).toMatch(/<U\+001B\\?>/);
  expect(text.replaceAll(/[\n\t]/g, '')).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
}

describe.each(Object.entries(sampleReports))('hidden characters in %s are visible', (_name, report) => {
  const poisoned = poison(report);
  test('in text', () => expectVisible(formatText(poisoned, options)));
  test('in Markdown', () => expectVisible(formatMarkdown(poisoned)));
  test('in a comparison', () => {
    const comparison = poison(compareReports(report, report));
    expectVisible(formatComparisonText(comparison, options));
    expectVisible(formatComparisonMarkdown(comparison));
  });
});

describe('findings of a file with a hostile name', () => {
  const finding: DescribedFinding = {
    code: 'core-count-from-cpus',
    args: {},
    severity: 'warning',
    origin: 'static',
    location: { file: `c:d?e#f%${hidden}\ud800.ts`, line: 1, column: 1 },
    evidence: {},
    message: `message${hidden}`,
  };
  const summary: CheckSummary = {
    findings: [finding],
    files: 1,
    notChecked: 0,
    version: '1.0.0',
    shown: (file) => file,
  };

  test('are visible in text', () => expectVisible(formatFindingsText(summary, { colour: false })));

  test('are visible in workflow commands', () => expectVisible(formatFindingsGithub(summary)));

  test('have a relative reference in SARIF that leads back to the name', () => {
    const log = JSON.parse(formatFindingsSarif(summary, { text: (code) => code, uri: (code) => code })) as {
      runs: { results: { locations: { physicalLocation: { artifactLocation: { uri: string } } }[] }[] }[];
    };
    const uri = log.runs[0]?.results[0]?.locations[0]?.physicalLocation.artifactLocation.uri ?? '';
    const { pathname, search, hash } = new URL(uri, 'file:///root/');
    expect({ path: decodeURIComponent(pathname), search, hash }).toEqual({
      path: `/root/c:d?e#f%${hidden}\ufffd.ts`,
      search: '',
      hash: '',
    });
  });
});
