import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CodeVersions } from '../../../src/extension/editor/code-versions.ts';
import { Results } from '../../../src/extension/results.ts';
import type { Report } from '../../../src/model/report.ts';
import { cpuBoundReport } from '../../report/sample-report.ts';

/** A report of a run of this version of the code. */
const reportOf = (digest: string | null): Report => ({
  ...cpuBoundReport,
  target: { ...cpuBoundReport.target, file: import.meta.filename },
  code: { digest, files: [import.meta.filename] },
});

/** Versions of code that is `now` in the project, and how often it was read. */
function start(now: string): { versions: CodeVersions; results: Results; reads: () => number } {
  const results = new Results();
  let reads = 0;
  const analysis = {
    codeVersion: async () => {
      reads++;
      await delay(1);
      return { version: { digest: now, files: [import.meta.filename] }, syntaxError: null };
    },
  };
  const versions = new CodeVersions(
    analysis,
    results,
    () => true,
    (message) => expect.fail(message),
  );
  onTestFinished(() => versions.dispose());
  return { versions, results, reads: () => reads };
}

describe('code versions', () => {
  it.each([
    ['as it ran', 'one', false],
    ['of another version', 'zero', true],
    ['that changed during the run', null, true],
  ])('reads code %s once, however often its listeners ask', async (_, digest, outdated) => {
    const { versions, results, reads } = start('one');
    const report = reportOf(digest);
    // A page asks with every event, as does a report file.
    versions.onDidChange(() => versions.watch(report));
    results.add(report);
    versions.watch(report);
    await expect.poll(() => reads() > 0 && versions.isOutdated(report) === outdated, { interval: 10 }).toBe(true);
    // Time for reads that should not come.
    await delay(100);
    expect(versions.isOutdated(report)).toBe(outdated);
    expect(reads()).toBe(1);
  });

  it('reads again for a run of another version, but not endlessly for two pages that ask in turn', async () => {
    const { versions, results, reads } = start('two');
    const [first, second] = [reportOf('one'), reportOf('two')];
    versions.onDidChange(() => {
      versions.watch(first);
      versions.watch(second);
    });
    results.add(first);
    await expect.poll(reads, { interval: 10 }).toBeGreaterThan(0);
    results.add(second);
    const outdated = (): boolean[] => [first, second].map((report) => versions.isOutdated(report));
    await expect.poll(outdated, { interval: 10 }).toEqual([true, false]);
    await delay(100);
    const before = reads();
    await delay(100);
    expect(reads()).toBe(before);
    expect(outdated()).toEqual([true, false]);
  });
});
