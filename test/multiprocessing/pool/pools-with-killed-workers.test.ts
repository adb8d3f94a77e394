import { describe, expect, test } from 'vitest';
import { WorkerLostError } from '../../../src/multiprocessing/index.ts';
import { kinds, poolOf } from '../kinds.ts';
import { livingChildren } from '../processes-left.ts';

describe.each(kinds)('a thousand tasks in %s', (kind) => {
  test('with workers killed at random, each has its right result or its named error, and nothing is left', async () => {
    const before = new Set(livingChildren());
    const pool = poolOf(kind, { processes: 2 });
    const items = Array.from({ length: 1000 }, (_, index) => index);
    // About one in sixty tasks takes its worker along, in the middle of whatever else that worker was given.
    const outcomes = await Promise.allSettled(items.map((x) => pool.applyAsync('doubleOrDie', [x, 1 / 60])));
    let right = 0;
    for (const [index, outcome] of outcomes.entries()) {
      if (outcome.status === 'fulfilled') {
        expect(outcome.value).toBe(index * 2);
        right++;
      } else {
        expect(outcome.reason).toBeInstanceOf(WorkerLostError);
      }
    }
    expect(right).toBeGreaterThan(0);
    expect(right).toBeLessThan(1000);
    expect(await pool.map('square', [3])).toEqual([9]);
    await pool.terminate();
    expect(livingChildren().filter((pid) => !before.has(pid))).toEqual([]);
  });
});
