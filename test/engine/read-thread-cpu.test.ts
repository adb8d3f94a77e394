import { describe, expect, it } from 'vitest';
import { readOwnCpu } from '../../src/engine/read-thread-cpu.ts';

describe('time on a core', () => {
  it('grows while the thread computes and not while it sleeps', async () => {
    const before = readOwnCpu().runMs;
    // As long as it takes on a machine that others use too.
    for (const until = performance.now() + 20_000; performance.now() < until && readOwnCpu().runMs < before + 60;);
    const afterWork = readOwnCpu().runMs;
    await new Promise((done) => setTimeout(done, 60));
    const afterSleep = readOwnCpu().runMs;
    expect(afterWork - before).toBeGreaterThanOrEqual(60);
    expect(afterSleep - afterWork).toBeLessThan(afterWork - before);
  });
});
