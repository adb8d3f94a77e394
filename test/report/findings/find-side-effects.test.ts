import { describe, expect, it } from 'vitest';
import type { Finding, FindingCode } from '../../../src/model/finding.ts';
import type { SideEffects } from '../../../src/model/measurement.ts';
import type { StrategyName } from '../../../src/model/plan.ts';
import { buildReport } from '../../../src/report/build-report.ts';
import { describeOpenResources } from '../../../src/report/describe-open-resources.ts';
import { configurations, sampleMeasurements } from '../sample-measurements.ts';
import { sampleRun } from '../sample-report.ts';

const standard = configurations(['threads'], [2, 4]);
const codes: readonly FindingCode[] = ['prints-lines', 'left-open', 'left-running', 'unhandled-rejection'];

/** Returns the findings of a run in which one strategy had these side effects. */
function find(sideEffects: SideEffects, strategy: StrategyName = 'serial'): (Finding & { message: string })[] {
  const measurements = sampleMeasurements({ configurations: standard }).map((measurement) =>
    measurement.configuration.strategy === strategy ? { ...measurement, sideEffects } : measurement,
  );
  const { findings } = buildReport(sampleRun({ configurations: standard }, { measurements }));
  return findings.filter(({ code }) => codes.includes(code));
}

describe('side effects', () => {
  it('none', () => {
    expect(find({})).toEqual([]);
  });

  it('prints-lines: with the count, and a first line that is not too long', () => {
    const [finding] = find({ printed: { lines: 128, first: 'x'.repeat(200) } });
    expect(finding).toMatchObject({ severity: 'information', evidence: { lines: 128, linesPerItem: 2 } });
    expect(finding?.message).toContain(`128 lines for 64 items, first "${'x'.repeat(59)}…".`);
  });

  it('left-open: a warning where each pass adds more', () => {
    const leftOpen = [
      { kind: 'Timeout', count: 128, addedInPass: 64 },
      { kind: 'UDPWrap', count: 1, addedInPass: 0 },
    ];
    const [finding] = find({ leftOpen });
    expect(finding).toMatchObject({ severity: 'warning', evidence: { leftOpen: 129, addedInPass: 64 } });
    expect(finding?.message).toContain('Each pass over 64 items leaves 64 timers open.');
  });

  it('left-open: an information where it was opened once; the pipes of a child process are its own', () => {
    const leftOpen = [
      { kind: 'PipeWrap', count: 3, addedInPass: 0 },
      { kind: 'ProcessWrap', count: 1, addedInPass: 0 },
    ];
    const [finding] = find({ leftOpen });
    expect(finding).toMatchObject({ severity: 'information', evidence: { leftOpen: 1 } });
    expect(finding?.message).toContain('Calls left 1 child process open.');
  });

  it('left-running: with the programs', () => {
    const [finding] = find({ leftRunning: { count: 1_423, names: ['sleep', 'node'] } });
    expect(finding).toMatchObject({ severity: 'warning', evidence: { leftRunning: 1_423 } });
    expect(finding?.message).toMatch(/^Calls left 1,423 processes running \(sleep, node\)\. /);
  });

  it('unhandled-rejection: once for all pools that had it', () => {
    const rejections = { count: 3, error: { name: 'TypeError', message: 'no database' } };
    const found = find({ rejections }, 'threads');
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ severity: 'error', evidence: { rejections: 3 } });
    expect(found[0]?.also).toHaveLength(1);
    expect(found[0]?.message).toContain('ended 3 workers and all other work there: TypeError: no database.');
  });
});

describe('describeOpenResources', () => {
  it.each([
    ['1 TCP socket', [{ kind: 'TCPSocketWrap', count: 1 }]],
    [
      '2 file watchers',
      [
        { kind: 'FSEventWrap', count: 1 },
        { kind: 'StatWatcher', count: 1 },
      ],
    ],
    [
      '5 timers and 2 SomethingNew',
      [
        { kind: 'SomethingNew', count: 2 },
        { kind: 'Timeout', count: 5 },
      ],
    ],
  ])('returns "%s"', (words, resources) => {
    expect(describeOpenResources(resources)).toBe(words);
  });
});
