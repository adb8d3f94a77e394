import { describe, expect, test } from 'vitest';
import { addEntry, entryOf, readIndex, setBaseline, writeIndex } from '../../../src/extension/history/history-index.ts';
import type { HistoryEntry } from '../../../src/model/history.ts';
import { cpuBoundReport } from '../../report/sample-report.ts';

const entry = (day: number, change: Partial<HistoryEntry> = {}): HistoryEntry => ({
  ...entryOf(cpuBoundReport, 100),
  id: `run-${day}`,
  startedAt: new Date(Date.UTC(2025, 0, day)).toISOString(),
  ...change,
});
const ids = (entries: readonly HistoryEntry[]): string[] => entries.map(({ id }) => id);
/** Adds one after the other. */
const addAll = (entries: HistoryEntry[], limits: Parameters<typeof addEntry>[2]): HistoryEntry[] =>
  entries.reduce<HistoryEntry[]>((kept, each) => addEntry(kept, each, limits).kept, []);

describe('addEntry', () => {
  const limits = { perFunction: 3, runs: 5, bytes: 1000 };

  test('keeps the newest runs of a function', () => {
    const all = [1, 2, 3, 4].map((day) => entry(day));
    expect(ids(addAll(all, limits))).toEqual(['run-4', 'run-3', 'run-2']);
    expect(ids(addEntry(all.slice(0, 3), entry(4), limits).dropped)).toEqual(['run-1']);
  });

  test('keeps the newest runs of all functions', () => {
    const all = [1, 2, 3, 4, 5, 6].map((day) => entry(day, { name: `f${day % 3}` }));
    expect(ids(addAll(all, limits))).toEqual(['run-6', 'run-5', 'run-4', 'run-3', 'run-2']);
  });

  test('never drops a baseline, and does not count it with the runs of its function', () => {
    const all = [entry(1, { baseline: true }), ...[2, 3, 4, 5].map((day) => entry(day))];
    expect(ids(addAll(all, limits))).toEqual(['run-5', 'run-4', 'run-3', 'run-1']);
  });

  test('stays within the size limit, and prefers a small old run to a large one', () => {
    expect(
      ids(addEntry([entry(1, { bytes: 300 }), entry(2, { bytes: 700 })], entry(3, { bytes: 400 }), limits).kept),
    ).toEqual(['run-3', 'run-1']);
  });

  test('does not keep a run that exceeds the limit alone, nor drop others for it', () => {
    const { kept, dropped } = addEntry([entry(1)], entry(2, { bytes: 2000 }), limits);
    expect([ids(kept), ids(dropped)]).toEqual([['run-1'], ['run-2']]);
  });

  test('keeps the new run even if its clock was set back', () => {
    const later = [5, 6, 7].map((day) => entry(day));
    expect(ids(addEntry(later, entry(1), limits).kept)).toContain('run-1');
  });
});

describe('setBaseline', () => {
  const entries = [entry(1, { baseline: true }), entry(2), entry(3, { name: 'other', baseline: true })];
  const baselines = (list: readonly HistoryEntry[]): string[] => ids(list.filter(({ baseline }) => baseline));

  test('pins one run for each function', () => {
    expect(baselines(setBaseline(entries, 'run-2', true))).toEqual(['run-2', 'run-3']);
  });

  test('unpins a run', () => {
    expect(baselines(setBaseline(entries, 'run-1', false))).toEqual(['run-3']);
  });

  test('changes nothing for a run that no longer exists', () => {
    expect(setBaseline(entries, 'run-9', true)).toEqual(entries);
  });
});

describe('the serialized index', () => {
  test('is read back unchanged', () => {
    const entries = [entry(1, { baseline: true, commit: { id: 'a'.repeat(40), dirty: true } }), entry(2)];
    expect(readIndex(writeIndex(entries))).toEqual(entries);
  });

  test.each([
    ['nothing', ''],
    ['half of it', writeIndex([entry(1)]).slice(0, 60)],
    ['another version', writeIndex([]).replace('"version":1', '"version":2')],
    ['no list', '{"version":1,"entries":{}}'],
    ['an id that leaves the folder', writeIndex([entry(1, { id: '../../etc/passwd' })])],
    ['an entry without a size', writeIndex([entry(1)]).replace('"bytes":100', '"bytes":"many"')],
  ])('is rejected as %s', (_what, text) => {
    expect(readIndex(text)).toBeNull();
  });
});

test('entryOf distinguishes two runs of one moment, and makes a safe file name', () => {
  const [one, other] = [entryOf(cpuBoundReport, 1), entryOf(cpuBoundReport, 1)];
  expect(one.id).toMatch(/^20250131093000-[0-9a-f]{8}$/);
  expect(one.id).not.toBe(other.id);
  expect(one).toMatchObject({
    name: 'estimatePi',
    inputs: expect.stringContaining('range(64)') as string,
    commit: null,
  });
});
