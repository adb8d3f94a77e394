import { describe, expect, it } from 'vitest';
import { MemoryGauge } from '../../../src/engine/machine/memory-gauge.ts';

describe('streams through memory', () => {
  it('are read alone, together, and alongside a function that they slow down', async () => {
    const gauge = new MemoryGauge(2.5);
    expect(gauge.cores).toBe(2);
    await gauge.start();
    try {
      // On a busy machine a stream may get no core for as long as one reading takes.
      for (let attempt = 1, complete = false; !complete; attempt++) {
        const parts: number[] = [];
        const reading = await gauge.read(async () => {
          const fromMs = performance.now();
          await new Promise((resolve) => setTimeout(resolve, 300));
          const tookMs = performance.now() - fromMs;
          parts.push(tookMs);
          return tookMs;
        });
        expect(parts).toEqual([reading.aloneMs, reading.besideMs]);
        const { streamAlone, streamsOnAllCores, streamsWithout, streamsBeside } = reading;
        complete = [streamAlone, streamsOnAllCores, streamsWithout, streamsBeside].every((streams) => streams > 0);
        expect(attempt).toBeLessThan(10);
      }
    } finally {
      await gauge.end();
    }
  });

  it('stop when the concurrent function fails', async () => {
    const gauge = new MemoryGauge(2);
    await gauge.start();
    await expect(gauge.read(() => Promise.reject(new Error('lost')))).rejects.toThrow('lost');
    await gauge.end();
  });

  it('are at most 16', () => {
    expect(new MemoryGauge(128).cores).toBe(16);
  });
});
