import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Pool } from '../../../src/multiprocessing/index.ts';
import { referTo } from '../../../src/multiprocessing/functions/function-reference.ts';
import { rejection, tasks } from '../kinds.ts';

test('errors name a function without a name by its export', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'nameless-'));
  const file = join(folder, 'tasks.cjs');
  writeFileSync(file, 'exports.leave = () => process.exit(2);\nexports.group = { identity: [(x) => x][0] };\n');
  const { leave, group } = createRequire(import.meta.url)(file) as {
    leave: () => void;
    group: { identity: (x: unknown) => unknown };
  };
  expect([leave.name, group.identity.name]).toEqual(['', '']);
  try {
    await using pool = new Pool(file, { processes: 1 });
    expect((await rejection(pool.apply(leave, []))).message).toContain('while it had a call of leave;');
    expect((await rejection(pool.map(group.identity, [() => 1]))).message).toMatch(/^Item 0 of group\.identity cannot/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('errors call a function that is not exported either anonymous', () => {
  expect(referTo([(x: number) => x][0], tasks.href).name).toBe('an anonymous function');
});
