import { describe, expect, it } from 'vitest';
import { measureRetained } from '../../../src/engine/host/measure-retained.ts';

const CALLS = 50;

async function retained(call: () => unknown): Promise<number> {
  const steps = await measureRetained(async () => {
    for (let index = 0; index < CALLS; index++) await Promise.resolve(call());
  }, CALLS);
  expect(steps).toHaveLength(3);
  return Math.min(...steps);
}

describe('memory that calls retain', () => {
  it('is nothing for garbage, however much of it', async () => {
    expect(await retained(() => Array.from({ length: 1_000 }, (_, index) => ({ index })))).toBe(0);
  });

  it('is 0 for memory that is filled once', async () => {
    const cache = new Map<number, number[]>();
    let at = 0;
    expect(
      await retained(() => {
        const key = at++ % 10;
        cache.set(key, cache.get(key) ?? Array.from({ length: 10_000 }, () => key + 0.5));
      }),
    ).toBe(0);
  });

  it('is known per call for a list that only grows', async () => {
    const list: number[][] = [];
    // 20,000 doubles of 8 bytes each, compared with which the heap's own bookkeeping is negligible.
    const bytes = await retained(() => list.push(Array.from({ length: 20_000 }, () => 0.5)));
    expect(bytes).toBeGreaterThan(155_000);
    expect(bytes).toBeLessThan(190_000);
  });

  it('counts buffers outside the heap', async () => {
    const list: Uint8Array[] = [];
    const bytes = await retained(() => list.push(new Uint8Array(100_000)));
    expect(bytes).toBeGreaterThan(95_000);
    expect(bytes).toBeLessThan(110_000);
  });
});
