import { expect, it } from 'vitest';
import { buildReport } from '../../src/report/build-report.ts';
import { describeLeftOut } from '../../src/report/describe-left-out.ts';
import { configurations } from './sample-measurements.ts';
import { sampleRun } from './sample-report.ts';

it('is empty if everything was measured and compared', () => {
  expect(describeLeftOut(buildReport(sampleRun({})))).toEqual([]);
});

it('names the items that were skipped', () => {
  const skipped = [0, 1, 4, 7].map((item) => ({ item, input: item === 7 ? null : String(62 - item), forMs: 2_000 }));
  const run = sampleRun({ items: 28 });
  expect(describeLeftOut(buildReport({ ...run, inputs: { ...run.inputs, skipped } }))).toEqual([
    '4 of 32 items skipped because of long calls: item 1 (62), item 2 (61), item 5 (58), 1 more',
  ]);
});

it('names the sample of compared results and the configurations that were not measured', () => {
  const run = sampleRun(
    {
      items: 200,
      configurations: configurations(['threads'], [2]),
      results: () => ({ equal: true, differing: 0, compared: 50 }),
    },
    {
      leftOut: [
        { strategy: 'threads', workers: 1, chunkSize: null },
        { strategy: 'processes', workers: 8, chunkSize: 25 },
      ],
    },
  );
  expect(describeLeftOut(buildReport(run))).toEqual([
    'results compared for 50 of 200 items, spread evenly',
    'not measured within the budget of 10 s: 1 thread, 8 processes (chunk size 25)',
  ]);
});
