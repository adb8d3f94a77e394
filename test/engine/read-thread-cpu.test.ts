import { describe, expect, it } from 'vitest';
import { readOwnCpu } from '../../src/engine/read-thread-cpu.ts';

describe('time on a core', () => {
  it('grows while the thread computes and not while it sleeps', async () => {
    const spin = (ms: number): void => {
      for (const until = performance.now() + ms; performance.now() < until;);
    };
    const before = readOwnCpu().runMs;
    spin(60);
    const afterWork = readOwnCpu().runMs;
    await new Promise((done) => setTimeout(done, 60));
    const afterSleep = readOwnCpu().runMs;
    expect(afterWork - before).toBeGreaterThan(10);
    expect(afterSleep - afterWork).toBeLessThan(afterWork - before);
  });
});
