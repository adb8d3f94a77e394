import { expect, it } from 'vitest';
import { describeLeftOut } from '../../src/report/describe-left-out.ts';
import { positionOfItem, singleItemExpression } from '../../src/report/single-item.ts';
import { profileSource } from './profile-source.ts';

it('names an item whose call does not return, and measures the others after it is skipped', async () => {
  const skip = new AbortController();
  const source = `export function wait(n: number): number {
    while (n === 62);
    return n * 2;
  }`;
  const { report, events } = await profileSource(source, 'wait', {
    inputs: '[1, 62, 3]',
    settings: { budgetSeconds: 0.2, strategies: ['serial', 'threads'] },
    skipLongItems: skip.signal,
    onEvent: (event) => {
      if (event.type === 'longItem') skip.abort();
    },
  });
  const [running] = events.flatMap((event) => (event.type === 'longItem' && event.longItem ? [event.longItem] : []));
  expect(running).toMatchObject({ item: 1, input: '62' });
  expect(report).toMatchObject({ outcome: { status: 'completed' }, inputs: { count: 2, skipped: [{ item: 1 }] } });
  expect(describeLeftOut(report)).toContain('1 of 3 items skipped because of long calls: item 2 (62)');
  expect(report.strategies[1]?.results).toMatchObject({ equal: true });
  // The report's items are those that ran.
  expect(positionOfItem(report.inputs, 1)).toBe(2);
  expect(singleItemExpression(report.inputs, 1)).toBe('[[...([1, 62, 3])][2]]');
});

it('reports if no item is left', async () => {
  const skip = new AbortController();
  const { report } = await profileSource('export function wait(n: number): void { while (n); }', 'wait', {
    inputs: '[1]',
    settings: { budgetSeconds: 0.2 },
    skipLongItems: skip.signal,
    onEvent: (event) => {
      if (event.type === 'longItem') skip.abort();
    },
  });
  expect(report.outcome).toMatchObject({
    status: 'failed',
    stage: 'inputs',
    message: expect.stringContaining('all 1 were skipped') as string,
  });
});
