import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { coverage, tableFile, tableText } from '../../docs/pitfalls/make-table.ts';

it('every pitfall has a rule or a finding of a run', () => {
  const covered = coverage();
  expect(covered.size).toBe(39);
  const missing = [...covered].filter(([, { inCode, inRun }]) => inCode.length + inRun.length === 0);
  expect(missing).toEqual([]);
});

it('the table is up to date: else run `npm run pitfalls`', async () => {
  expect(readFileSync(tableFile, 'utf8')).toBe(await tableText());
});
