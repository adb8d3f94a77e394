import { describe, expect, test } from 'vitest';
import { readPanelState } from '../../../src/extension/panel/panel-serializer.ts';
import { cpuBoundReport } from '../../report/sample-report.ts';
import { reportOf } from '../../report/sample-script-report.ts';

describe('readPanelState', () => {
  test('returns the report that the page kept', () => {
    const kept = JSON.stringify({ version: 2, report: cpuBoundReport });
    expect(JSON.stringify(readPanelState(JSON.parse(kept)))).toBe(JSON.stringify(cpuBoundReport));
  });

  test('returns the report of a command that the page kept', () => {
    const report = reportOf([]);
    expect(readPanelState({ version: 2, report })).toBe(report);
    expect(readPanelState({ version: 2, report: { ...report, threads: undefined } })).toBeNull();
  });

  test.each([
    ['nothing', undefined],
    ['an empty state', { version: 2, report: null }],
    ['an earlier version', { version: 1, report: cpuBoundReport }],
    ['a later version', { version: 3, report: cpuBoundReport }],
    ['a report of an earlier version', { version: 2, report: { ...cpuBoundReport, version: 1 } }],
    ['a report of a later version', { version: 2, report: { ...cpuBoundReport, version: 3 } }],
    ['half a report', { version: 2, report: { version: 2, outcome: {}, target: { file: 'a' } } }],
  ])('returns null for %s', (_what, state) => {
    expect(readPanelState(state)).toBeNull();
  });
});
