import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isHistoryId } from '../../../src/extension/history/history-index.ts';
import { readPanelMessage } from '../../../src/extension/panel/panel-message.ts';

describe('readPanelMessage', () => {
  test.each([
    ...[
      'ready',
      'runAgain',
      'cancel',
      'skipLongItems',
      'skipWait',
      'copySummary',
      'copyPoolOptions',
      'copyCommandLine',
      'showOutput',
    ],
    ...['closeComparison', 'copyComparison', 'generateParallel'],
  ])('accepts %s and drops unknown members', (type) => {
    expect(readPanelMessage({ type, command: 'workbench.action.terminal.new' })).toEqual({ type });
  });

  test('returns exactly the members of a location', () => {
    const location = { file: '/w/a.ts', line: 3, column: 1, endLine: 4, endColumn: 2 };
    expect(readPanelMessage({ type: 'openLocation', location: { ...location, html: '<b>' } })).toEqual({
      type: 'openLocation',
      location,
    });
  });

  test.each([
    ['no file', { line: 1, column: 1 }],
    ['a line before the first', { file: '/w/a.ts', line: 0, column: 1 }],
    ['half a column', { file: '/w/a.ts', line: 1, column: 1.5 }],
    ['a word for a line', { file: '/w/a.ts', line: '1', column: 1 }],
    ['nothing', null],
  ])('rejects a location with %s', (_what, location) => {
    expect(readPanelMessage({ type: 'openLocation', location })).toBeNull();
  });

  test('accepts a fix only for fixable findings', () => {
    const location = { file: '/w/a.ts', line: 3, column: 1 };
    const message = { type: 'fixFinding', code: 'shared-memory-race', location };
    expect(readPanelMessage({ ...message, more: 1 })).toEqual(message);
    expect(readPanelMessage({ ...message, code: 'module-state-written' })).toBeNull();
    expect(readPanelMessage({ ...message, location: null })).toBeNull();
  });

  test('accepts exactly the existing export formats', () => {
    expect(readPanelMessage({ type: 'export', format: 'csv' })).toEqual({ type: 'export', format: 'csv' });
    expect(readPanelMessage({ type: 'export', format: '../../x' })).toBeNull();
  });

  test.each([
    { type: 'openRun', id: '20250131093000-0a1b2c3d' },
    { type: 'compareRun', id: '20250131093000-0a1b2c3d' },
    { type: 'pinBaseline', id: '20250131093000-0a1b2c3d', pinned: true },
    { type: 'profileItem', item: 0 },
    { type: 'openCpuProfile', profile: 2 },
  ])('returns all members of $type', (message) => {
    expect(readPanelMessage({ ...message, more: 1 })).toEqual(message);
  });

  test.each([
    ['a run outside the history', { type: 'openRun', id: '../settings' }],
    ['a run without a name', { type: 'compareRun' }],
    ['a pin that is neither in nor out', { type: 'pinBaseline', id: '20250131093000-0a1b2c3d', pinned: 'yes' }],
    ['half an item', { type: 'profileItem', item: 0.5 }],
    ['a CPU profile by its path', { type: 'openCpuProfile', profile: '/etc/passwd' }],
    ['an item before the first', { type: 'profileItem', item: -1 }],
    ['an item in words', { type: 'profileItem', item: '0] + process.exit()' }],
  ])('rejects %s', (_what, message) => {
    expect(readPanelMessage(message)).toBeNull();
  });

  test('accepts the same ids as the history', () => {
    const id = fc.oneof(fc.string(), fc.stringMatching(/^[0-9a-z-]{0,66}$/), fc.constant('a\n'));
    fc.assert(
      fc.property(id, (id) => {
        expect(readPanelMessage({ type: 'openRun', id }) !== null).toBe(isHistoryId(id));
      }),
    );
  });

  test.each([[null], ['ready'], [42], [{}], [{ type: 'eval' }], [{ type: ['ready'] }]])('rejects %o', (value) => {
    expect(readPanelMessage(value)).toBeNull();
  });
});
