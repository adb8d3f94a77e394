import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { subjectOf } from '../../../src/extension/history/history-index.ts';
import { History } from '../../../src/extension/history/history.ts';
import type { Report } from '../../../src/model/report.ts';
import type { ScriptReport } from '../../../src/model/script-report.ts';
import { readReport } from '../../../src/report/read-report.ts';
import { validateReport } from '../../report/report-validator.ts';
import { cpuBoundReport, failedReport } from '../../report/sample-report.ts';
import { reportOf, thread } from '../../report/sample-script-report.ts';

const read = (text: string) => Promise.resolve(readReport(text, validateReport));
const { target } = cpuBoundReport;
const run = (day: number, name = target.name): Report => ({
  ...cpuBoundReport,
  startedAt: new Date(Date.UTC(2025, 0, day)).toISOString(),
  target: { ...target, name },
});

let parent: string;
let folder: string;
const open = (limits?: ConstructorParameters<typeof History>[2]): History => new History(folder, read, limits);
const files = (): string[] => readdirSync(folder).sort();

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'parallel-profiler-history-'));
  folder = join(parent, 'history');
});
afterEach(() => {
  rmSync(parent, { recursive: true, force: true });
});

describe('History', () => {
  test('is empty at first, and creates no folder', async () => {
    const history = open();
    expect(await history.list(target)).toEqual({ entries: [], notice: null });
    expect(await history.newest()).toBeNull();
    expect(readdirSync(parent)).toEqual([]);
  });

  test('keeps runs for the next window, newest first and separated by function', async () => {
    const history = open();
    for (const report of [run(1), run(3), run(2), run(4, 'other')]) expect(await history.add(report)).toBeNull();
    const { entries } = await open().list(target);
    expect(entries.map(({ startedAt }) => startedAt.slice(8, 10))).toEqual(['03', '02', '01']);
    expect((await open().newest())?.name).toBe('other');
    expect((await open().read(entries[1]?.id ?? '')).report).toEqual(run(2));
  });

  test('keeps the runs of a command, apart from those of functions', async () => {
    const history = open();
    const script = JSON.parse(
      JSON.stringify(reportOf([thread(0, { cpuMs: 100 }), thread(1, { cpuMs: 900, idleMs: 100 })])),
    ) as ScriptReport;
    for (const report of [run(1), script, { ...script, command: ['node', 'other.js'] }]) await history.add(report);
    const { entries } = await open().list(subjectOf(script));
    expect(entries).toMatchObject([
      {
        ...{ kind: 'script', file: '/app', name: 'node app.js', inputs: '1.00 s', confidence: null },
        result: 'effective parallelism 1.0, 1 worker',
      },
    ]);
    expect((await open().read(entries[0]?.id ?? '')).report).toEqual(script);
    // "Profile Last Function" has no function in a command.
    expect((await open().newest())?.name).toBe(target.name);
    rmSync(join(folder, 'index.json'));
    expect((await open().list(subjectOf(script))).entries).toMatchObject([{ kind: 'script', name: 'node app.js' }]);
  });

  test('does not keep the run of a command in which no process was recorded', async () => {
    await open().add(reportOf([]));
    expect(readdirSync(parent)).toEqual([]);
  });

  test('stores runs that end at the same time one after the other', async () => {
    const history = open();
    await Promise.all([1, 2, 3, 4, 5].map((day) => history.add(run(day))));
    expect((await history.list(target)).entries).toHaveLength(5);
  });

  test('does not keep a run that measured nothing', async () => {
    await open().add(failedReport);
    expect(readdirSync(parent)).toEqual([]);
  });

  test('removes the files of dropped runs', async () => {
    const history = open({ perFunction: 2, runs: 10, bytes: 1e9 });
    for (const day of [1, 2, 3]) await history.add(run(day));
    expect(files().filter((name) => name.endsWith('.parallel.json'))).toHaveLength(2);
  });

  test('reports that a report is too large', async () => {
    expect(await open({ perFunction: 2, runs: 10, bytes: 1000 }).add(run(1))).toMatch(/exceeds the size limit/);
  });

  test('pins one baseline for a function, and keeps it for the next window', async () => {
    const history = open();
    await history.add(run(1));
    await history.add(run(2));
    const [second, first] = (await history.list(target)).entries;
    await history.pin(first?.id ?? '', true);
    await history.pin(second?.id ?? '', true);
    expect((await open().list(target)).entries.map(({ baseline }) => baseline)).toEqual([true, false]);
    await open().pin(second?.id ?? '', false);
    expect((await history.list(target)).entries.map(({ baseline }) => baseline)).toEqual([false, false]);
  });

  test.each([
    ['missing', () => rmSync(join(folder, 'index.json'))],
    ['damaged', () => writeFileSync(join(folder, 'index.json'), '{"version":1,"entr')],
  ])('rebuilds an index that is %s from the reports, and reports this once', async (what, damage) => {
    await open().add(run(1));
    await open().add(run(2));
    damage();
    writeFileSync(join(folder, 'half.parallel.json'), '{"version": 1');
    const { entries, notice } = await open().list(target);
    expect(entries.map(({ startedAt }) => startedAt.slice(8, 10))).toEqual(['02', '01']);
    expect(notice).toBe(`The run history was ${what} and was rebuilt from 2 reports. Pin baselines again.`);
    expect((await open().list(target)).notice).toBeNull();
  });

  test.each([
    ['gone', (file: string) => rmSync(file), /no longer exists\. It was removed from/],
    [
      'damaged',
      (file: string) => writeFileSync(file, '{"version": 1'),
      /Expected a report as JSON.* It was removed from/s,
    ],
  ])('reports that a report is %s, and removes it from the list', async (_what, damage, sentence) => {
    const history = open();
    await history.add(run(1));
    const [{ id } = { id: '' }] = (await history.list(target)).entries;
    damage(join(folder, `${id}.parallel.json`));
    expect((await history.read(id)).problem).toMatch(sentence);
    expect((await history.list(target)).entries).toEqual([]);
    expect((await history.read(id)).problem).toMatch(/no longer in the history/);
  });

  test.each([1, 3])('keeps a run whose report is of version %i, and says why it cannot be opened', async (version) => {
    const history = open();
    await history.add(run(1));
    await history.add(run(2));
    const [{ id } = { id: '' }] = (await history.list(target)).entries;
    writeFileSync(join(folder, `${id}.parallel.json`), JSON.stringify({ ...run(2), version }));
    expect((await open().list(target)).entries).toHaveLength(2);
    expect((await open().read(id)).problem).toMatch(new RegExp(`format ${version}`));
    // Another version of the extension may read it.
    expect((await open().list(target)).entries).toHaveLength(2);
    expect(files()).toContain(`${id}.parallel.json`);
  });

  test('rebuilds the index without reports of another version', async () => {
    await open().add(run(1));
    rmSync(join(folder, 'index.json'));
    writeFileSync(join(folder, 'old.parallel.json'), JSON.stringify({ ...run(2), version: 1 }));
    expect((await open().list(target)).entries.map(({ startedAt }) => startedAt.slice(8, 10))).toEqual(['01']);
  });

  test('reads no file that is not in the index', async () => {
    await open().add(run(1));
    writeFileSync(join(parent, 'secret.parallel.json'), JSON.stringify(run(1)));
    expect((await open().read('../secret')).report).toBeUndefined();
  });

  test('removes old reports that are missing from the index', async () => {
    await open().add(run(1));
    for (const [name, days] of [
      ['old', 2],
      ['young', 0],
    ] as const) {
      const file = join(folder, `${name}.parallel.json`);
      writeFileSync(file, JSON.stringify(run(1)));
      const when = new Date(Date.now() - days * 24 * 3600 * 1000);
      utimesSync(file, when, when);
    }
    await open().add(run(2));
    expect(files()).not.toContain('old.parallel.json');
    expect(files()).toContain('young.parallel.json');
  });

  test('deletes everything', async () => {
    const history = open();
    await history.add(run(1));
    await history.clear();
    expect(await history.list(target)).toEqual({ entries: [], notice: null });
    await history.add(run(2));
    expect((await history.list(target)).entries).toHaveLength(1);
  });

  test('continues after a failed write', async () => {
    writeFileSync(folder, 'a file in the place of the folder');
    const history = open();
    await expect(history.add(run(1))).rejects.toThrow();
    rmSync(folder);
    expect(await history.add(run(2))).toBeNull();
  });
});
