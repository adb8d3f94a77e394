import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { kinds } from './kinds.ts';

const program = fileURLToPath(new URL('./fixtures/built-library.mjs', import.meta.url));

test.each(kinds)('the built library has one set of classes for program, workers and shared objects in %s', (kind) => {
  const { stdout, stderr, status } = spawnSync(process.execPath, [program, kind], {
    encoding: 'utf8',
    timeout: 50_000,
  });
  expect([status, stderr]).toEqual([0, '']);
  expect(JSON.parse(stdout)).toEqual({
    told: { isMain: false, isLock: true },
    toldByPool: { isMain: false, isLock: true },
    thrown: true,
    died: true,
    counter: 200,
    names: ['Child', 'PoolWorker-0'],
  });
});
