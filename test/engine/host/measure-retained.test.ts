import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { beforeAll, describe, expect, it } from 'vitest';

describe('memory that calls retain', () => {
  let retained: Record<string, number[]>;
  const least = (name: string): number => {
    expect(retained[name]).toHaveLength(3);
    return Math.min(...(retained[name] ?? []));
  };

  beforeAll(async () => {
    const worker = new Worker(new URL('./retaining-calls.ts', import.meta.url));
    [retained] = (await once(worker, 'message')) as [Record<string, number[]>];
  });

  it('is nothing for garbage, however much of it', () => {
    expect(least('garbage')).toBe(0);
  });

  it('is 0 for memory that is filled once', () => {
    expect(least('filledOnce')).toBe(0);
  });

  it('is known per call for a list that only grows', () => {
    expect(least('growingList')).toBeGreaterThan(155_000);
    expect(least('growingList')).toBeLessThan(190_000);
  });

  it('counts buffers outside the heap', () => {
    expect(least('growingBuffers')).toBeGreaterThan(95_000);
    expect(least('growingBuffers')).toBeLessThan(110_000);
  });
});
