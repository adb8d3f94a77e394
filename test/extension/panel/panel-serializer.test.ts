import { describe, expect, test } from 'vitest';
import { readPanelState } from '../../../src/extension/panel/panel-serializer.ts';
import { cpuBoundReport } from '../../report/sample-report.ts';

describe('readPanelState', () => {
  test('gives back the report that the page kept', () => {
    const kept = JSON.stringify({ version: 1, report: cpuBoundReport });
    expect(JSON.stringify(readPanelState(JSON.parse(kept)))).toBe(JSON.stringify(cpuBoundReport));
  });

  test.each([
    ['nothing', undefined],
    ['an empty state', { version: 1, report: null }],
    ['a later version', { version: 2, report: {} }],
    ['a report of another version', { version: 1, report: { version: 2 } }],
    ['half a report', { version: 1, report: { version: 1, outcome: {}, target: { file: 'a' } } }],
  ])('makes nothing of %s', (_what, state) => {
    expect(readPanelState(state)).toBeNull();
  });
});
