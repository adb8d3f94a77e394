import { describe, expect, it } from 'vitest';
import type { DescribedFinding } from '../../../src/model/finding.ts';
import type { CheckSummary } from '../../../src/report/formats/check-summary.ts';
import { formatFindingsGithub } from '../../../src/report/formats/format-findings-github.ts';
import { type FindingPages, formatFindingsSarif } from '../../../src/report/formats/format-findings-sarif.ts';
import { formatFindingsText } from '../../../src/report/formats/format-findings-text.ts';

const written: DescribedFinding = {
  code: 'module-state-written',
  args: { variable: 'count' },
  severity: 'warning',
  origin: 'static',
  location: { file: '/project/a b.ts', line: 5, column: 3, endLine: 5, endColumn: 14 },
  evidence: {},
  related: [{ location: { file: '/project/state,1.ts', line: 1, column: 5 }, note: 'declared here' }],
  message: '100% of writes:\nlost',
};
const cores: DescribedFinding = {
  code: 'core-count-from-cpus',
  args: {},
  severity: 'information',
  origin: 'static',
  location: { file: '/project/state,1.ts', line: 10, column: 22, endLine: 12, endColumn: 2 },
  evidence: {},
  message: 'Counts the machine.',
};
const summary: CheckSummary = {
  findings: [written, cores],
  files: 3,
  notChecked: 0,
  version: '1.2.3',
  shown: (file) => file.replace('/project/', ''),
};

const pages: FindingPages = {
  text: (code) => `# Title of ${code}\n\n## What happens\n\nIt [breaks](other.md).\n\n## Fails\n`,
  uri: (code) => `https://example.test/${code}.md`,
};

describe('formatFindingsText', () => {
  it('groups by file, and counts by severity', () => {
    expect(formatFindingsText(summary, { colour: false }).split('\n')).toEqual([
      'a b.ts',
      '     5:3  warning  100% of writes:',
      'lost  module-state-written',
      '                   declared here: state,1.ts:1',
      '',
      'state,1.ts',
      '   10:22  info     Counts the machine.  core-count-from-cpus',
      '',
      '1 warning, 1 info in 2 of 3 files.',
    ]);
  });

  it('colours severities on request', () => {
    const [file, line] = formatFindingsText({ ...summary, findings: [cores] }, { colour: true }).split('\n');
    expect(file).toBe('\u001b[4mstate,1.ts\u001b[24m');
    expect(line).toContain('\u001b[34minfo   \u001b[39m');
  });

  it.each([
    [2, 1, 'No findings in 2 files. 1 file not checked.'],
    [0, 1, '1 file not checked.'],
  ])('says nothing about files that were not checked: %i checked, %i not', (files, notChecked, said) => {
    expect(formatFindingsText({ ...summary, findings: [], files, notChecked }, { colour: false })).toBe(said);
  });

  it('reports the number of files without findings', () => {
    expect(formatFindingsText({ ...summary, findings: [] }, { colour: false })).toBe('No findings in 3 files.');
  });
});

describe('formatFindingsSarif', () => {
  interface Log {
    runs: {
      tool: { driver: { rules: Record<string, unknown>[] } };
      results: {
        locations: { physicalLocation: { artifactLocation: { uri: string } } }[];
        partialFingerprints: Record<string, string>;
      }[];
    }[];
  }
  const runOf = (findings: DescribedFinding[]) => {
    const [run] = (JSON.parse(formatFindingsSarif({ ...summary, findings }, pages)) as Log).runs;
    if (!run) throw new Error('Expected one run, found none.');
    return run;
  };

  it('describes rules by their pages', () => {
    expect(runOf([cores]).tool.driver.rules).toEqual([
      {
        id: 'core-count-from-cpus',
        name: 'CoreCountFromCpus',
        shortDescription: { text: 'Title of core-count-from-cpus' },
        fullDescription: { text: 'It breaks.' },
        helpUri: 'https://example.test/core-count-from-cpus.md',
        help: { text: pages.text('core-count-from-cpus'), markdown: pages.text('core-count-from-cpus') },
      },
    ]);
  });

  it('escapes every character that has a meaning in a URI', () => {
    const file = '/project/ä#b/c?d/100%.ts';
    const [result] = runOf([{ ...cores, location: { ...cores.location, file } }]).results;
    expect(result?.locations[0]?.physicalLocation.artifactLocation.uri).toBe('%C3%A4%23b/c%3Fd/100%25.ts');
  });

  it('keeps fingerprints when lines move, and distinguishes findings', () => {
    const prints = (findings: DescribedFinding[]) =>
      runOf(findings).results.map(({ partialFingerprints }) => Object.values(partialFingerprints)[0]);
    const moved = { ...written, location: { ...written.location, line: 50, endLine: 50 } };
    expect(prints([moved])).toEqual(prints([written]));
    const other: DescribedFinding = { ...written, location: { ...written.location, file: '/project/other.ts' } };
    expect(new Set(prints([written, moved, cores, other])).size).toBe(4);
  });

  it('lists rules once, and points results at them', () => {
    const log = JSON.parse(formatFindingsSarif({ ...summary, findings: [written, cores, written] }, pages)) as unknown;
    expect(log).toMatchObject({
      version: '2.1.0',
      runs: [
        {
          tool: {
            driver: { version: '1.2.3', rules: [{ id: 'core-count-from-cpus' }, { id: 'module-state-written' }] },
          },
          results: [
            { ruleIndex: 1, level: 'warning', message: { text: '100% of writes:\nlost' } },
            { ruleIndex: 0, level: 'note' },
            { ruleIndex: 1 },
          ],
        },
      ],
    });
  });

  it('writes locations as encoded URIs with their regions', () => {
    const log = JSON.parse(formatFindingsSarif({ ...summary, findings: [written] }, pages)) as unknown;
    expect(log).toMatchObject({
      runs: [
        {
          results: [
            {
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri: 'a%20b.ts' },
                    region: { startLine: 5, startColumn: 3, endLine: 5, endColumn: 14 },
                  },
                },
              ],
              relatedLocations: [
                {
                  message: { text: 'declared here' },
                  physicalLocation: { artifactLocation: { uri: 'state,1.ts' }, region: { startLine: 1 } },
                },
              ],
            },
          ],
        },
      ],
    });
  });
});

describe('formatFindingsGithub', () => {
  it('escapes messages and properties', () => {
    expect(formatFindingsGithub(summary).split('\n')).toEqual([
      '::warning file=a b.ts,line=5,col=3,endColumn=14,endLine=5,title=Parallel Profiler%3A module-state-written::100%25 of writes:%0Alost',
      // Columns are left out where several lines are marked.
      '::notice file=state%2C1.ts,line=10,endLine=12,title=Parallel Profiler%3A core-count-from-cpus::Counts the machine.',
    ]);
  });
});
