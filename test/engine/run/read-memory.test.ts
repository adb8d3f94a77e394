import { describe, expect, it } from 'vitest';
import { readMemory } from '../../../src/engine/run/read-memory.ts';

const sampler = { disregard: () => undefined };
let parts = 0;
const serial = {
  passMs: 100,
  itemMs: 5,
  timePart: (aboutMs: number) => {
    parts++;
    return new Promise<number>((resolve) => setTimeout(() => resolve(aboutMs), aboutMs));
  },
};
const pool = (passMs: number) => ({
  configuration: { strategy: 'threads' as const, workers: 2, chunkSize: null },
  passMs,
});
const run = { serial, tracks: [pool(55)], cores: 2, sampler, mostMs: 1_500 };

describe('readMemory', () => {
  it('takes a few readings, each with the function with and without streams', async () => {
    parts = 0;
    const memory = await readMemory(run);
    expect(memory?.cores).toBe(2);
    expect(memory?.readings.length).toBeGreaterThanOrEqual(3);
    expect(parts).toBe(2 * (memory?.readings.length ?? 0));
  });

  it.each([
    ['no pool is faster', { tracks: [pool(95)] }],
    ['there is one core', { cores: 1 }],
    ['the budget is short', { mostMs: 0 }],
    ['a single item takes too long', { serial: { ...serial, itemMs: 400 } }],
  ])('starts nothing where %s', async (_why, change) => {
    parts = 0;
    expect(await readMemory({ ...run, ...change })).toBeNull();
    expect(parts).toBe(0);
  });
});
